package dev.weir.server.testing.contract;

import dev.weir.server.jobs.engine.Batches;
import dev.weir.server.jobs.engine.Grants;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.jobs.engine.Next;
import dev.weir.server.jobs.engine.PassingGrants;
import dev.weir.server.jobs.engine.StartedEngine;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Engines with one thing wrong each: what stands between a sound one and its doors does the wrong. What they leave open is closed
 * by whoever planted them, see {@link #closeWhatIsLeftOpen}.
 */
public final class PlantedBugs {

    private final Subject sound;
    private final Queue<StartedEngine> leftOpen = new ConcurrentLinkedQueue<>();

    /** @param sound the engine that they are planted into */
    public PlantedBugs(Subject sound) {
        this.sound = sound;
    }

    public void closeWhatIsLeftOpen() {
        leftOpen.forEach(StartedEngine::close);
        leftOpen.clear();
    }

    // --------------------------------------------------------------------------------------- between the engine and us

    /** An engine that passes everything on. */
    private static class Passing implements StartedEngine {
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
        public void look() {
            engine.look();
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    public Subject engine(UnaryOperator<StartedEngine> bug) {
        return (grants, batches, node, rhythm) -> bug.apply(sound.start(grants, batches, node, rhythm));
    }

    public Subject deafToStarts() {
        return engine(given -> new Passing(given) {
            @Override
            public void start(long jobId) {}
        });
    }

    public Subject forgettingWakes() {
        return engine(given -> new Passing(given) {
            @Override
            public void wake(long batchId) {}
        });
    }

    /** It does not hear of them by the renewal of its leases either, which on a busy machine may come first. */
    public Subject ignoringStops() {
        return (grants, batches, node, rhythm) -> new Passing(neverRenewing().start(grants, batches, node, rhythm)) {
            @Override
            public void stop(long jobId) {}
        };
    }

    public Subject stoppingEverybody() {
        return engine(given -> new Passing(given) {
            @Override
            public void stop(long jobId) {
                for (long job = 1; job < 10; job++) {
                    engine.stop(job);
                }
            }
        });
    }

    /** Closed for good when its doors are taken away, by the planter. */
    public Subject ignoringClose() {
        return engine(given -> {
            leftOpen.add(given);
            return new Passing(given) {
                @Override
                public void close() {}
            };
        });
    }

    public Subject closingBehindOnesBack() {
        return engine(given -> {
            leftOpen.add(given);
            return new Passing(given) {
                @Override
                public void close() {
                    Thread.ofPlatform().daemon().start(engine::close);
                }
            };
        });
    }

    public Subject lookingOnlyWhenTold() {
        return (grants, batches, node, _) -> sound.start(grants, batches, node, Rhythm.TOLD);
    }

    // ------------------------------------------------------------------------------- between the engine and its runs

    public Subject batches(UnaryOperator<Batches> bug) {
        return (grants, batches, node, rhythm) -> sound.start(grants, bug.apply(batches), node, rhythm);
    }

    public Subject runningTwice() {
        return batches(given -> lease -> {
            Thread twin = Thread.ofVirtual().start(() -> {
                try {
                    given.run(lease);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            Next next = given.run(lease);
            twin.join();
            return next;
        });
    }

    public Subject goingOnInsteadOfWaiting() {
        return batches(given -> lease -> {
            Next next = given.run(lease);
            while (next instanceof Next.Later) {
                next = given.run(lease);
            }
            return next;
        });
    }

    public Subject takingCrashesForDone() {
        return batches(given -> lease -> {
            try {
                return given.run(lease);
            } catch (RuntimeException | Error e) {
                return new Next.Done();
            }
        });
    }

    // ------------------------------------------------------------------------------ between the engine and its doors

    public Subject grants(UnaryOperator<Grants> bug) {
        return (grants, batches, node, rhythm) -> sound.start(bug.apply(grants), batches, node, rhythm);
    }

    public Subject neverRenewing() {
        return grants(given -> new PassingGrants(given) {
            @Override
            public void renew(long node, Collection<Lease> held) {}
        });
    }

    public Subject leavingTheDeadTheirBatches() {
        return grants(given -> new PassingGrants(given) {
            @Override
            public Set<Long> sweep() {
                return Set.of();
            }
        });
    }

    public Subject shorteningWaits() {
        return grants(given -> new PassingGrants(given) {
            @Override
            public boolean finish(Lease lease, Next next) {
                return grants.finish(lease, next instanceof Next.Later ? new Next.Later(Duration.ZERO) : next);
            }
        });
    }

    public Subject swallowingCrashes() {
        return grants(given -> new PassingGrants(given) {
            @Override
            public void crashed(Lease lease) {}
        });
    }

    public Subject givingUpAfterThreeCrashes() {
        return grants(given -> new PassingGrants(given) {
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

    public Subject dyingWithTheDatabase() {
        return grants(given -> new PassingGrants(given) {
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

    public Subject takingADatabaseThatIsAwayForACrash() {
        return grants(given -> new PassingGrants(given) {
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

    /** Its own leases among them, when the database was away. */
    public Subject sweepingBeforeItRenews() {
        return grants(given -> new PassingGrants(given) {
            @Override
            public void renew(long node, Collection<Lease> held) {
                try {
                    grants.sweep();
                } finally {
                    grants.renew(node, held);
                }
            }
        });
    }

    public Subject servingTheOldestJobOnly() {
        return grants(given -> new PassingGrants(given) {
            @Override
            public List<Due> due() {
                return grants.due().stream().limit(1).toList();
            }
        });
    }

    /** Keeps leases by batch, so that the end of a lost run takes the younger lease along. */
    public Subject keepingLeasesByBatch() {
        return grants(given -> new PassingGrants(given) {
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
    private Subject withTimers(BiFunction<Map<Long, Long>, StartedEngine, StartedEngine> bug) {
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
            return bug.apply(waiting, sound.start(hiding, batches, node, rhythm));
        };
    }

    public Subject missingDeadlines() {
        return withTimers((_, engine) -> engine);
    }

    public Subject losingWakesDuringRuns() {
        return withTimers((waiting, given) -> new Passing(given) {
            @Override
            public void wake(long batchId) {
                waiting.remove(batchId);
                engine.wake(batchId);
            }
        });
    }
}
