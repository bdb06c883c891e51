package dev.weir.acceptance.storage;

import dev.weir.acceptance.storage.WeirTables.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Two jobs of the four shipped steps over the same companies, while their server and one of their destinations are killed,
 * stopped and held still.
 *
 * @param facts what was found in the end
 * @param died how often the server was killed, and the destination
 * @param outage empty when the run was over before the destination was to be stopped
 * @param forwards how often the clock was put forward, since submissions that were lost are handed over again after ten
 *     minutes
 */
record DestinationsRun(
        Facts facts, int died, int destinationDied, Optional<Outage> outage, int forwards, Duration took) {

    private static final Duration PATIENCE = Duration.ofMinutes(40);
    private static final Duration STANDS = Duration.ofSeconds(20);
    private static final Duration BEGINNING = Duration.ofSeconds(60);
    private static final int MOST_FORWARDS = 12;

    /**
     * What comes later is answered soon, and until it is heard. Exa knows every company: of others it says that it failed,
     * after a few of which it is not asked for a while.
     */
    static String sandbox(double known) {
        String later = "\"later\": {\"minMillis\": 200, \"maxMillis\": 1500, \"twice\": 0.05, \"retryMillis\": 1000,"
                + " \"retries\": 600}";
        return String.format(Locale.ROOT, """
                {"zenrows": {"hitRates": {"zenrows.markdown": %1$s}},
                 "n8n": {"hitRates": {"n8n.webhook": %1$s}, %2$s},
                 "exa": {"hitRates": {"exa.answer": 1}},
                 "clay": {"hitRates": {"clay.row": %1$s}, "quirks": {"sparse": 0}, %2$s}}
                """, known, later);
    }

    static List<String> domains(int companies) {
        return IntStream.range(0, companies)
                .mapToObj(n -> "company" + n + ".example")
                .toList();
    }

    /**
     * @param weir the program's command
     * @param folder empty; homes and logs stay there
     * @param known share of the companies that vendors other than Exa know
     */
    static DestinationsRun of(List<String> weir, Path folder, DestinationsPlan plan, double known, Consumer<String> say)
            throws IOException, InterruptedException {
        Path unpack = folder.resolve("binaries");
        Path settings = Files.writeString(folder.resolve("sandbox.json"), sandbox(known));
        try (DestinationServer destination = DestinationServer.open(folder.resolve("destination"), unpack);
                Workplace workplace = Workplace.open(weir, folder, destination, unpack, settings)) {
            workplace.server().grant(plan.companies() * 100L);
            workplace.furnish();
            return new Stage(workplace, destination, plan, say).play();
        }
    }

    private static final class Stage {
        private final Workplace workplace;
        private final DestinationServer destination;
        private final DestinationsPlan plan;
        private final Consumer<String> say;
        private final long[] serverMoments;
        private final long[] destinationMoments;
        private final List<Long> jobs = new ArrayList<>();
        private final long began = System.nanoTime();
        private List<Long> ids = List.of();
        private int died;
        private int destinationDied;
        private boolean held;
        private int forwards;
        private long lastMade = -1;
        private long lastChange = began;
        private @Nullable Stopped stopped;
        private @Nullable Back back;
        private @Nullable Outage outage;

        /** The destination, stopped, and how things stood then. */
        private record Stopped(long atNanos, Look before) {}

        /** The destination, back, and how things stood before it was stopped and when it came back. */
        private record Back(long atNanos, Duration stopped, Look before, Look then) {}

        Stage(Workplace workplace, DestinationServer destination, DestinationsPlan plan, Consumer<String> say) {
            this.workplace = workplace;
            this.destination = destination;
            this.plan = plan;
            this.say = say;
            this.serverMoments = plan.serverMoments();
            this.destinationMoments = plan.destinationMoments();
        }

        private void tell(String what) {
            say.accept(String.format(Locale.ROOT, "  %7.1f s  %s", (System.nanoTime() - began) / 1e9, what));
        }

        DestinationsRun play() throws IOException, InterruptedException {
            ids = workplace.companies(domains(plan.companies()));
            submit();
            while (!isOver()) {
                if (since(began).compareTo(PATIENCE) > 0) {
                    throw new IOException("it is not over after " + PATIENCE.toMinutes() + " minutes: "
                            + workplace.tables().look());
                }
                Optional<Look> look = workplace.tables().look();
                if (look.isPresent()) {
                    step(look.get());
                }
                Thread.sleep(200);
            }
            Duration took = since(began);
            tell("everything is where it belongs");
            return new DestinationsRun(facts(), died, destinationDied, Optional.ofNullable(outage), forwards, took);
        }

        private void step(Look look) throws IOException, InterruptedException {
            // Before deaths, during which much may go on in a small run.
            stopOnce(look);
            catchUp(look);
            if (died < serverMoments.length && look.made() >= serverMoments[died]) {
                workplace.killServer();
                died++;
                tell("death " + died + " of the server, with " + look.made() + " results made");
                return;
            }
            if (stopped == null
                    && destinationDied < destinationMoments.length
                    && look.workspace() >= destinationMoments[destinationDied]) {
                destination.kill();
                destination.start();
                destinationDied++;
                tell("death " + destinationDied + " of the destination, with " + look.workspace()
                        + " results stored there");
                return;
            }
            holdOnce(look);
            forwardWhereItStands(look);
            if (jobs.size() < DestinationsPlan.JOBS && workplace.isClosed(jobs.getLast())) {
                submit();
            }
        }

        private void submit() throws IOException, InterruptedException {
            jobs.add(workplace.submit(ids));
            tell("job " + jobs.getLast() + " is taken, of " + plan.companies() + " companies");
        }

        /** At a fifth of what the first job stores there. */
        private void holdOnce(Look look) throws IOException, InterruptedException {
            if (held || stopped != null || plan.hold().isZero() || look.workspace() < plan.resultsOfWorkspace() / 10) {
                return;
            }
            held = true;
            destination.hold();
            Thread.sleep(plan.hold());
            destination.release();
            Look after = workplace.tables().look().orElse(look);
            tell("the destination stood still for " + plan.hold().toSeconds() + " s; meanwhile "
                    + (after.hq() - look.hq()) + " results were stored elsewhere");
        }

        /** From half of what the first job stores there, until a fifth of the second one's results are made. */
        private void stopOnce(Look look) throws IOException, InterruptedException {
            Stopped now = stopped;
            if (now == null && back == null && outage == null && look.workspace() >= plan.resultsOfWorkspace() / 4) {
                destination.stop();
                stopped = new Stopped(System.nanoTime(), look);
                tell("the destination is stopped, with " + look.workspace() + " results stored there");
            } else if (now != null && isLongEnough(now, look)) {
                Duration length = since(now.atNanos());
                destination.start();
                stopped = null;
                back = new Back(System.nanoTime(), length, now.before(), look);
                tell("the destination is back; " + look.waiting() + " results wait for it");
            }
        }

        /** A server that has just come back begins slowly, and is given time to show that it does. */
        private boolean isLongEnough(Stopped now, Look look) {
            Duration length = since(now.atNanos());
            return length.compareTo(plan.stop()) > 0
                    && look.made() >= plan.results() * 6 / 10
                    && (look.hq() > now.before().hq()
                            || length.compareTo(plan.stop().plus(BEGINNING)) > 0);
        }

        /** Everything that waited for it is stored. */
        private void catchUp(Look look) {
            Back now = back;
            if (now != null
                    && look.workspace() >= now.then().workspace() + now.then().waiting()) {
                back = null;
                outage = new Outage(
                        now.stopped(),
                        now.then().made() - now.before().made(),
                        now.then().hq() - now.before().hq(),
                        now.then().waiting(),
                        since(now.atNanos()));
                tell("what waited for the destination is stored");
            }
        }

        /** Lost submissions are handed over again when an answer would usually have come. */
        private void forwardWhereItStands(Look look) throws IOException, InterruptedException {
            if (look.made() != lastMade) {
                lastMade = look.made();
                lastChange = System.nanoTime();
            } else if (since(lastChange).compareTo(STANDS) > 0
                    && forwards < MOST_FORWARDS
                    && !workplace.isClosed(jobs.getLast())) {
                workplace.tables().putClockForward();
                forwards++;
                lastChange = System.nanoTime();
                tell("nothing new for " + STANDS.toSeconds() + " s: the clock is put forward by 11 minutes");
            }
        }

        private boolean isOver() throws IOException, InterruptedException {
            return jobs.size() == DestinationsPlan.JOBS
                    && died == serverMoments.length
                    && destinationDied == destinationMoments.length
                    && outage != null
                    && workplace.isClosed(jobs.getLast())
                    && workplace
                            .tables()
                            .look()
                            .filter(look -> look.pending() == 0)
                            .isPresent();
        }

        private static Duration since(long nanos) {
            return Duration.ofNanos(System.nanoTime() - nanos);
        }

        private Facts facts() throws IOException, InterruptedException {
            Map<ShippedStep, Arrivals> arrivals = new EnumMap<>(ShippedStep.class);
            for (ShippedStep step : ShippedStep.values()) {
                arrivals.put(step, workplace.arrivals(step));
            }
            WeirTables tables = workplace.tables();
            Facts found = new Facts(
                    domains(plan.companies()),
                    ids,
                    jobs,
                    Workplace.PLAY,
                    arrivals,
                    tables.log(),
                    tables.completions(),
                    tables.calls(),
                    tables.posts(),
                    workplace.bills(),
                    workplace
                            .server()
                            .get("/results-log?limit=1")
                            .at("/pagination/total")
                            .asLong(),
                    "");
            workplace.end();
            return found.verified(workplace.program().verified());
        }
    }
}
