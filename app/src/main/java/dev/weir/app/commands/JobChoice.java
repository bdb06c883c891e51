package dev.weir.app.commands;

import dev.weir.app.knowing.JobStanding;
import dev.weir.app.knowing.JobView;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.jobs.RowEnd;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The job a command means. @param workspace it is in */
record JobChoice(Job job, Workspace workspace) {

    private static final int NAMED = 5;

    /**
     * The job of that number, a server's too, or the command line's latest one.
     *
     * @throws Problem when there is none, naming those there are
     */
    static JobChoice of(Opened opened, @Nullable Long number) {
        if (number == null) {
            return latest(opened, 1).stream().findFirst().orElseThrow(() -> noJobs(opened));
        }
        return in(opened, opened.workspaces(), number)
                .or(() -> in(opened, opened.served(), number))
                .orElseThrow(() -> unknown(opened, number));
    }

    /**
     * The same of the command line's jobs alone, for what is done with them.
     *
     * @throws Problem the same, and for a server's
     */
    static JobChoice own(Opened opened, @Nullable Long number) {
        JobChoice choice = of(opened, number);
        long workspace = choice.workspace().id();
        if (opened.workspaces().stream().noneMatch(own -> own.id() == workspace)) {
            long id = choice.job().id();
            throw Problem.conflict(
                    "served_job",
                    "Job " + id + " is a server's. Have it done there: POST /api/v1/workspaces/" + workspace
                            + "/enrichment-jobs/" + id + "/rerun.");
        }
        return choice;
    }

    private static Optional<JobChoice> in(Opened opened, List<Workspace> workspaces, long number) {
        for (Workspace workspace : workspaces) {
            try {
                return Optional.of(new JobChoice(opened.weir().jobs().get(workspace.id(), number), workspace));
            } catch (Problem unknown) {
                if (unknown.kind() != Problem.Kind.NOT_FOUND) {
                    throw unknown;
                }
            }
        }
        return Optional.empty();
    }

    private static Problem noJobs(Opened opened) {
        return Problem.notFound(
                "no_jobs", "There is no job yet. Run 'weir enrich' to make one." + servedHint(opened));
    }

    private static Problem unknown(Opened opened, long number) {
        List<JobChoice> latest = latest(opened, NAMED);
        return latest.isEmpty()
                ? Problem.notFound("unknown_job", "There is no job " + number + ".")
                : Problem.notFound(
                        "unknown_job",
                        "There is no job " + number + ". The latest: "
                                + latest.stream()
                                        .map(choice -> choice.job().id() + " ("
                                                + choice.job().name() + ")")
                                        .collect(Collectors.joining(", "))
                                + ". 'weir job list' shows more.");
    }

    /** How to get at a server's jobs, where there is one: they are not among the command line's. */
    static String servedHint(Opened opened) {
        return opened.served().isEmpty() ? "" : " A server's jobs are shown by their number, as 'weir job show 7'.";
    }

    /** The command line's latest jobs, the youngest first. */
    static List<JobChoice> latest(Opened opened, int most) {
        List<JobChoice> all = new ArrayList<>();
        for (Workspace workspace : opened.workspaces()) {
            opened.weir().jobs().latest(workspace.id(), most).forEach(job -> all.add(new JobChoice(job, workspace)));
        }
        return all.stream()
                .sorted(Comparator.comparingLong(
                                (JobChoice choice) -> choice.job().id())
                        .reversed())
                .limit(most)
                .toList();
    }

    JobProgress progress(Opened opened) {
        return opened.weir().jobs().progress(job);
    }

    JobStanding standing(Opened opened) {
        JobProgress progress = progress(opened);
        boolean unattended = !progress.closed() && opened.isUnattended(job);
        return new JobStanding(
                progress,
                unattended,
                progress.closed() ? 0 : opened.weir().statistics().openCalls(job));
    }

    JobView view(Opened opened) {
        return JobView.of(
                job,
                workspace.sandbox(),
                standing(opened),
                again(opened),
                opened.weir().storedRows().last(job).orElse(null),
                opened.weir().insight().figures());
    }

    private JobView.@Nullable Again again(Opened opened) {
        Jobs jobs = opened.weir().jobs();
        if (!jobs.isDoneAgain(job)) {
            return null;
        }
        long[] found = new long[job.plan().steps().size()];
        jobs.tallies(job, jobs.marks(job)).forEach(tally -> found[tally.step()] += tally.found());
        return new JobView.Again(
                opened.weir().rowPages().page(job, RowEnd.COMPLETED, 0, 0, 1).total(),
                Arrays.stream(found).boxed().toList());
    }
}
