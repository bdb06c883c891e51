package dev.weir.app.enrich;

import dev.weir.app.home.Store;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.audit.Audit;
import dev.weir.server.enrichment.Doubt;
import dev.weir.server.enrichment.Doubts.Refusal;
import dev.weir.server.enrichment.Doubts.Resolution;
import dev.weir.server.jobs.Job;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Step;
import dev.weir.server.workspace.Workspace;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Settles calls in doubt by the user's word; where they are asked again, it sees that through. */
public final class Resolving {

    private final Workplace at;
    private final Consumer<String> say;

    public Resolving(Workplace at) {
        this.at = at;
        this.say = at.say();
    }

    /**
     * Which doubts are meant.
     *
     * @param job null for all
     * @param row counted from 1 as the list's rows are; null for all
     */
    public record Choice(@Nullable Long job, @Nullable Integer row) {
        boolean takes(Doubt doubt) {
            return (job == null || job == doubt.jobId()) && (row == null || row == doubt.rowIndex() + 1);
        }
    }

    /**
     * What came of it.
     *
     * @param settled calls that were in doubt and are settled or asked again
     * @param left calls that are in doubt now, among those meant
     * @param paused whether the user interrupted
     */
    public record Outcome(int settled, int left, boolean paused) {}

    /** Settles all that are meant. @throws Problem when they are to be asked again and none of them can be */
    public Outcome resolve(Choice choice, Resolution resolution) {
        Pause pause = new Pause();
        int settled = 0;
        int left = 0;
        int found = 0;
        try (Interrupts.Watch _ = at.interrupts().watch(pause::wish);
                Store store = at.open();
                Weir weir = store.weir(at.providers().all())) {
            for (Workspace workspace : weir.workspaces().all()) {
                List<Doubt> meant = weir.doubts().list(workspace.id()).stream()
                        .filter(choice::takes)
                        .toList();
                if (!meant.isEmpty() && !pause.wished()) {
                    Map<Long, Job> jobs = new HashMap<>();
                    meant.forEach(doubt -> jobs.computeIfAbsent(
                            doubt.jobId(), id -> weir.jobs().get(workspace.id(), id)));
                    settled += resolution == Resolution.RETRY
                            ? askAgain(weir, workspace, jobs, meant, pause)
                            : settle(weir, workspace, jobs, meant, resolution);
                }
                found += meant.size();
                left += (int) weir.doubts().list(workspace.id()).stream()
                        .filter(choice::takes)
                        .count();
            }
        }
        if (resolution == Resolution.RETRY && found > 0 && settled == 0 && !pause.wished()) {
            throw Problem.conflict(
                    "not_to_be_asked_again",
                    "None of them can be asked again. Settle them by the vendor's bill, with --charged or --not-charged;"
                            + " where a job is paused or under way, run its weir enrich to the end first.");
        }
        return new Outcome(settled, left, pause.wished());
    }

    private static int settle(
            Weir weir, Workspace workspace, Map<Long, Job> jobs, List<Doubt> meant, Resolution resolution) {
        int settled = 0;
        Set<List<Long>> rows = new LinkedHashSet<>();
        meant.forEach(doubt -> rows.add(List.of(doubt.jobId(), (long) doubt.rowIndex())));
        for (List<Long> row : rows) {
            Job job = Objects.requireNonNull(jobs.get(row.get(0)));
            settled += weir.transactions().in(workspace.id(), () -> {
                int calls = weir.doubts().resolve(workspace, job, row.get(1).intValue(), resolution);
                if (calls > 0) {
                    weir.audit()
                            .note(
                                    workspace.id(),
                                    Audit.COMMAND_LINE,
                                    "doubt.resolved",
                                    "job " + job.id() + " row " + row.get(1) + ": "
                                            + resolution.name().toLowerCase(Locale.ROOT));
                }
                return calls;
            });
        }
        return settled;
    }

    private int askAgain(Weir weir, Workspace workspace, Map<Long, Job> jobs, List<Doubt> meant, Pause pause) {
        if (!Enriching.workspaces(weir).contains(workspace)) {
            throw Problem.invalid(
                    "not_of_the_command_line",
                    "Job " + meant.getFirst().jobId()
                            + " was not made by weir enrich, so its keys are not known here. Choose other jobs with --job.");
        }
        int settled;
        try (EngineHome locked = at.lock()) {
            List<Doubt> asked = askable(weir, workspace, jobs, meant);
            if (asked.isEmpty()) {
                return 0;
            }
            bound(jobs, asked).forEach(say);
            Set<Long> again = new LinkedHashSet<>();
            asked.forEach(doubt -> again.add(doubt.jobId()));
            try (Engines engines = at.engines(workspace.sandbox(), null)) {
                settled = settle(weir, workspace, jobs, asked, Resolution.RETRY);
                seeThrough(weir, workspace, locked, engines, again, pause);
            }
        }
        return settled;
    }

    /** Those that can be asked again; the others are counted aloud. */
    private List<Doubt> askable(Weir weir, Workspace workspace, Map<Long, Job> jobs, List<Doubt> meant) {
        Map<Refusal, Integer> refused = new EnumMap<>(Refusal.class);
        List<Doubt> asked = new ArrayList<>();
        for (Doubt doubt : meant) {
            Job job = Objects.requireNonNull(jobs.get(doubt.jobId()));
            weir.doubts()
                    .whyNotAgain(workspace, job, doubt.rowIndex())
                    .ifPresentOrElse(why -> refused.merge(why, 1, Integer::sum), () -> asked.add(doubt));
        }
        refused.forEach((why, calls) -> say.accept(stay(why, calls)));
        return asked;
    }

    private static String stay(Refusal why, int calls) {
        boolean one = calls == 1;
        return Amounts.count(calls, "call")
                + (one ? " stays as it is: " : " stay as they are: ")
                + switch (why) {
                    case JOB_STOPPED -> (one ? "its job is" : "their jobs are") + " paused or cancelled";
                    case ROW_RUNNING -> (one ? "its row is" : "their rows are") + " still being worked on";
                    case ROW_WENT_ON -> one ? "its row went on without it" : "their rows went on without them";
                };
    }

    private void seeThrough(
            Weir weir, Workspace workspace, EngineHome locked, Engines engines, Set<Long> jobs, Pause pause) {
        try (RunningWeir running = engines.start(weir, workspace, locked.id(), jobs::contains)) {
            for (long id : jobs) {
                JobRun run = new JobRun(weir, running, weir.jobs().get(workspace.id(), id), say);
                run.forgiveCredentials();
                run.awaitEnd(pause, _ -> {});
            }
        }
    }

    /** What asking again may cost at the vendors on top, at most. */
    private static List<String> bound(Map<Long, Job> jobs, List<Doubt> meant) {
        Map<String, long[]> byProvider = new TreeMap<>();
        for (Doubt doubt : meant) {
            Place place = place(Objects.requireNonNull(jobs.get(doubt.jobId())), doubt);
            long[] sums =
                    byProvider.computeIfAbsent(place.key() + " (" + place.spec().unit() + ")", _ -> new long[2]);
            sums[0]++;
            sums[1] += place.spec().costMilli();
        }
        List<String> lines = new ArrayList<>();
        lines.add("Asking again. If the vendors did charge for the lost answers, they may charge once more, at most:");
        byProvider.forEach((provider, sums) ->
                lines.add("  " + provider + ": " + Amounts.count(sums[0], "call") + ", " + Amounts.credits(sums[1])));
        return lines;
    }

    private static Place place(Job job, Doubt doubt) {
        Step step = job.plan().steps().stream()
                .filter(one -> one.name().equals(doubt.step()))
                .findFirst()
                .orElseThrow();
        return step.places().stream()
                .filter(one -> one.key().equals(doubt.provider()))
                .findFirst()
                .orElseThrow();
    }
}
