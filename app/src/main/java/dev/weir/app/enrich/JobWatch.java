package dev.weir.app.enrich;

import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.egress.CredentialState;
import dev.weir.server.insight.Sparing;
import dev.weir.server.insight.Tally;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Looks at a running job now and then, and shows it. */
final class JobWatch {

    private static final Duration PROVIDER_PACE = Duration.ofSeconds(10);
    private static final Duration ROW_PACE = Duration.ofSeconds(30);

    private static final Duration LEAST_REST = Duration.ofMillis(500);
    private static final Duration LEAST_REST_OF_CALLS = Duration.ofSeconds(1);
    private static final Duration MOST_REST = Duration.ofSeconds(3);

    /** Providers as waterfalls name them, and the slug under which their credentials stand. */
    private final Map<String, String> slugs = new LinkedHashMap<>();

    private final Weir weir;
    private final RunningWeir running;
    private final Job job;
    private final Display display;
    private final LongSupplier nanos;
    private final Tally tally;
    private final Pace rows = new Pace(ROW_PACE);
    private final Map<String, Pace> calls = new HashMap<>();
    private final boolean sandbox;
    private final long began;
    private final Sparing counting;
    private final Sparing countingCalls;
    private int inFlight;

    JobWatch(Weir weir, RunningWeir running, Job job, Display display) {
        this(weir, running, job, display, System::nanoTime);
    }

    JobWatch(Weir weir, RunningWeir running, Job job, Display display, LongSupplier nanos) {
        this.weir = weir;
        this.running = running;
        this.job = job;
        this.display = display;
        this.nanos = nanos;
        this.tally = weir.insight().tally(job);
        this.sandbox = weir.workspaces().all().stream()
                .anyMatch(workspace -> workspace.id() == job.workspaceId() && workspace.sandbox());
        this.began = nanos.getAsLong();
        this.counting = new Sparing(LEAST_REST, MOST_REST, nanos);
        this.countingCalls = new Sparing(LEAST_REST_OF_CALLS, MOST_REST, nanos);
        job.plan()
                .steps()
                .forEach(step -> step.places()
                        .forEach(place ->
                                slugs.put(place.key(), place.spec().id().provider())));
    }

    /** Shows the job as it stands now. */
    void look(JobProgress progress) {
        long now = nanos.getAsLong();
        if (counting.due() && display.wantsDetail()) {
            counting.during(tally::refresh);
            tally.providers()
                    .forEach((provider, sum) -> calls.computeIfAbsent(provider, _ -> new Pace(PROVIDER_PACE))
                            .at(now, sum.asked()));
        }
        // Intents come and go by the thousand a second, and counting the few that stand passes by those that went.
        if (progress.closed() || progress.paused() || countingCalls.due()) {
            countingCalls.during(() -> inFlight = weir.statistics().openCalls(job));
        }
        int done = progress.rows().completed() + progress.rows().failed();
        rows.at(now, done);
        display.show(new Snapshot(
                job.name(),
                job.id(),
                sandbox,
                new Snapshot.Rows(progress.totalRows(), done, progress.rows().inDoubt()),
                tally.fields(),
                providers(),
                new Snapshot.Money(
                        progress.credits().posted(),
                        progress.credits().balance() - progress.credits().doubt(),
                        progress.credits().doubt(),
                        progress.credits().held()),
                inFlight,
                Duration.ofNanos(now - began),
                rows.perSecond(),
                left(progress.totalRows() - done)));
    }

    private @Nullable Duration left(int rest) {
        double pace = rows.perSecond();
        return pace <= 0 || rest == 0 ? null : Duration.ofMillis((long) (1_000 * rest / pace));
    }

    private List<Snapshot.ProviderStand> providers() {
        Map<String, Tally.ProviderSum> sums = tally.providers();
        Collection<CredentialState> states = running.egress().state();
        return slugs.entrySet().stream()
                .map(named -> {
                    Tally.ProviderSum sum = sums.getOrDefault(named.getKey(), Tally.ProviderSum.NONE);
                    CredentialState state = states.stream()
                            .filter(one -> one.key().workspaceId() == job.workspaceId()
                                    && one.key().provider().equals(named.getValue()))
                            .findFirst()
                            .orElse(null);
                    Pace pace = calls.get(named.getKey());
                    return new Snapshot.ProviderStand(
                            named.getKey(),
                            sum.asked(),
                            sum.reused(),
                            sum.found(),
                            sum.errors(),
                            pace == null ? 0 : pace.perSecond(),
                            health(state),
                            until(state));
                })
                .toList();
    }

    private static Snapshot.Health health(@Nullable CredentialState state) {
        if (state == null) {
            return Snapshot.Health.ANSWERS;
        }
        return switch (state.phase()) {
            case CLOSED -> Snapshot.Health.ANSWERS;
            case OPEN -> Snapshot.Health.LEFT_ALONE;
            case PROBING -> Snapshot.Health.TRIED_AGAIN;
            case KEY_REJECTED -> Snapshot.Health.KEY_REJECTED;
            case OUT_OF_CREDITS -> Snapshot.Health.OUT_OF_CREDITS;
        };
    }

    private static @Nullable Duration until(@Nullable CredentialState state) {
        if (state == null || state.until() == null || state.phase() != CredentialState.Phase.OPEN) {
            return null;
        }
        // The database's clock against ours: near enough for somebody who waits, and nothing is decided by it.
        Duration rest = Duration.between(Instant.now(), state.until());
        return rest.isPositive() ? rest : null;
    }
}
