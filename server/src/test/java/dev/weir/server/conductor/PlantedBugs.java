package dev.weir.server.conductor;

import dev.weir.server.jobs.engine.Batches;
import dev.weir.server.jobs.engine.Grants;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.jobs.engine.Next;
import dev.weir.server.jobs.engine.StartedEngine;
import dev.weir.server.testing.contract.Rhythm;
import dev.weir.server.testing.contract.Subject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Conductors with one thing wrong each: what stands between them and their doors does the wrong. */
final class PlantedBugs {

    private PlantedBugs() {}

    // --------------------------------------------------------------------------------------- between the engine and us

    /** An engine that passes everything on. */
    static class Passing implements StartedEngine {
        final StartedEngine engine;

        Passing(StartedEngine engine) {
            this.engine = engine;
        }

        @Override
        public void start(long jobId) {
            engine.start(jobId);
        }

        @Override
        public void wake(long batchId) {
            engine.wake(batchId);
        }

        @Override
        public void stop(long jobId) {
            engine.stop(jobId);
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    static Subject engine(UnaryOperator<StartedEngine> bug) {
        return (grants, batches, node, rhythm) ->
                bug.apply(ConductorSubject.INSTANCE.start(grants, batches, node, rhythm));
    }

    static Subject deafToStarts() {
        return engine(sound -> new Passing(sound) {
            @Override
            public void start(long jobId) {}
        });
    }

    static Subject forgettingWakes() {
        return engine(sound -> new Passing(sound) {
            @Override
            public void wake(long batchId) {}
        });
    }

    /** It does not hear of them by the renewal of its leases either, which on a busy machine may come first. */
    static Subject ignoringStops() {
        return (grants, batches, node, rhythm) -> new Passing(neverRenewing().start(grants, batches, node, rhythm)) {
            @Override
            public void stop(long jobId) {}
        };
    }

    static Subject stoppingEverybody() {
        return engine(sound -> new Passing(sound) {
            @Override
            public void stop(long jobId) {
                for (long job = 1; job < 10; job++) {
                    engine.stop(job);
                }
            }
        });
    }

    /** Closed for good when its doors are taken away, by the planter. */
    static Subject ignoringClose(Collection<StartedEngine> leftOpen) {
        return engine(sound -> {
            leftOpen.add(sound);
            return new Passing(sound) {
                @Override
                public void close() {}
            };
        });
    }

    static Subject closingBehindOnesBack(Collection<StartedEngine> leftOpen) {
        return engine(sound -> {
            leftOpen.add(sound);
            return new Passing(sound) {
                @Override
                public void close() {
                    Thread.ofPlatform().daemon().start(engine::close);
                }
            };
        });
    }

    static Subject lookingOnlyWhenTold() {
        return (grants, batches, node, _) -> ConductorSubject.INSTANCE.start(grants, batches, node, Rhythm.TOLD);
    }

    static Subject takingWithoutBound() {
        return (grants, batches, node, _) -> {
            return Conductor.start(
                    grants,
                    batches,
                    node,
                    new ConductorSettings(Duration.ofMillis(5), Duration.ofMillis(5), 1_000_000, 0, 0));
        };
    }

    // ------------------------------------------------------------------------------- between the engine and its runs

    static Subject batches(UnaryOperator<Batches> bug) {
        return (grants, batches, node, rhythm) ->
                ConductorSubject.INSTANCE.start(grants, bug.apply(batches), node, rhythm);
    }

    static Subject runningTwice() {
        return batches(sound -> lease -> {
            Thread twin = Thread.ofVirtual().start(() -> {
                try {
                    sound.run(lease);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            Next next = sound.run(lease);
            twin.join();
            return next;
        });
    }

    static Subject goingOnInsteadOfWaiting() {
        return batches(sound -> lease -> {
            Next next = sound.run(lease);
            while (next instanceof Next.Later) {
                next = sound.run(lease);
            }
            return next;
        });
    }

    static Subject takingCrashesForDone() {
        return batches(sound -> lease -> {
            try {
                return sound.run(lease);
            } catch (RuntimeException | Error e) {
                return new Next.Done();
            }
        });
    }

    // ------------------------------------------------------------------------------ between the engine and its doors

    static Subject grants(UnaryOperator<Grants> bug) {
        return (grants, batches, node, rhythm) ->
                ConductorSubject.INSTANCE.start(bug.apply(grants), batches, node, rhythm);
    }

    static Subject neverRenewing() {
        return grants(sound -> new PassingGrants(sound) {
            @Override
            public void renew(long node, Collection<Lease> held) {}
        });
    }

    static Subject leavingTheDeadTheirBatches() {
        return grants(sound -> new PassingGrants(sound) {
            @Override
            public int sweep() {
                return 0;
            }
        });
    }

    static Subject shorteningWaits() {
        return grants(sound -> new PassingGrants(sound) {
            @Override
            public boolean finish(Lease lease, Next next) {
                return grants.finish(lease, next instanceof Next.Later ? new Next.Later(Duration.ZERO) : next);
            }
        });
    }

    static Subject swallowingCrashes() {
        return grants(sound -> new PassingGrants(sound) {
            @Override
            public void crashed(Lease lease) {}
        });
    }

    static Subject givingUpAfterThreeCrashes() {
        return grants(sound -> new PassingGrants(sound) {
            @Override
            public void crashed(Lease lease) {
                if (lease.crashes() == 3) {
                    grants.finish(lease, new Next.Done());
                } else {
                    grants.crashed(lease);
                }
            }
        });
    }

    static Subject dyingWithTheDatabase() {
        return grants(sound -> new PassingGrants(sound) {
            @Override
            public List<Due> due() {
                try {
                    return grants.due();
                } catch (RuntimeException e) {
                    throw new AssertionError("planted: this engine dies of it", e);
                }
            }
        });
    }

    static Subject takingADatabaseThatIsAwayForACrash() {
        return grants(sound -> new PassingGrants(sound) {
            @Override
            public boolean finish(Lease lease, Next next) {
                try {
                    return grants.finish(lease, next);
                } catch (RuntimeException away) {
                    try {
                        grants.crashed(lease);
                    } catch (RuntimeException stillAway) {
                        return false;
                    }
                    return false;
                }
            }
        });
    }

    static Subject servingTheOldestJobOnly() {
        return grants(sound -> new PassingGrants(sound) {
            @Override
            public List<Due> due() {
                return grants.due().stream().limit(1).toList();
            }
        });
    }

    /** Keeps leases by batch, so that the end of a lost run takes the younger lease along. */
    static Subject keepingLeasesByBatch() {
        return grants(sound -> new PassingGrants(sound) {
            private final Set<Long> forgotten = ConcurrentHashMap.newKeySet();

            @Override
            public boolean finish(Lease lease, Next next) {
                forgotten.add(lease.batchId());
                return grants.finish(lease, next);
            }

            @Override
            public void renew(long node, Collection<Lease> held) {
                grants.renew(
                        node,
                        held.stream()
                                .filter(lease -> !forgotten.contains(lease.batchId()))
                                .toList());
            }
        });
    }

    /** An engine with timers of its own: what its bug does with a job that waits, and with a wake for it. */
    private static Subject withTimers(BiFunction<Map<Long, Long>, StartedEngine, StartedEngine> bug) {
        return (grants, batches, node, rhythm) -> {
            Map<Long, Long> waiting = new ConcurrentHashMap<>();
            Grants hiding = new PassingGrants(grants) {
                @Override
                public List<Due> due() {
                    return grants.due().stream()
                            .filter(due -> !waiting.containsValue(due.jobId()))
                            .toList();
                }

                // Else an engine that looked just before the batch began to wait would claim it just after.
                @Override
                public List<Lease> claim(long node, long jobId, int most) {
                    synchronized (waiting) {
                        return waiting.containsValue(jobId) ? List.of() : grants.claim(node, jobId, most);
                    }
                }

                @Override
                public boolean finish(Lease lease, Next next) {
                    synchronized (waiting) {
                        if (next instanceof Next.Later) {
                            waiting.put(lease.batchId(), lease.jobId());
                        }
                        return grants.finish(lease, next);
                    }
                }
            };
            return bug.apply(waiting, ConductorSubject.INSTANCE.start(hiding, batches, node, rhythm));
        };
    }

    static Subject missingDeadlines() {
        return withTimers((_, engine) -> engine);
    }

    static Subject losingWakesDuringRuns() {
        return withTimers((waiting, sound) -> new Passing(sound) {
            @Override
            public void wake(long batchId) {
                waiting.remove(batchId);
                engine.wake(batchId);
            }
        });
    }
}
