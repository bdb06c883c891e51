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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The job a command means. @param workspace it is in */
record JobChoice(Job job, Workspace workspace) {

    private static final int NAMED = 5;

    /** Where the others are. */
    static final String BY_NUMBER = "Jobs that came in over the API are shown by their number, as 'weir job show 7'.";

    /** The job of that number, or the latest one. @throws Problem when there is none, naming those there are */
    static JobChoice of(Opened opened, @Nullable Long number) {
        return number == null ? latest(opened) : numbered(opened, number, opened.workspaces());
    }

    /**
     * The same for who only looks: of that number may also be a job that came in over the API. Whoever can open the
     * database can read all of it.
     */
    static JobChoice toRead(Opened opened, @Nullable Long number) {
        return number == null
                ? latest(opened)
                : numbered(opened, number, opened.weir().workspaces().all());
    }

    private static JobChoice latest(Opened opened) {
        return latest(opened, 1).stream().findFirst().orElseThrow(JobChoice::none);
    }

    private static JobChoice numbered(Opened opened, long number, List<Workspace> among) {
        for (Workspace workspace : among) {
            try {
                return new JobChoice(opened.weir().jobs().get(workspace.id(), number), workspace);
            } catch (Problem unknown) {
                if (unknown.kind() != Problem.Kind.NOT_FOUND) {
                    throw unknown;
                }
            }
        }
        List<JobChoice> latest = latest(opened, NAMED);
        if (latest.isEmpty()) {
            throw none();
        }
        throw Problem.notFound(
                "unknown_job",
                "There is no job " + number + ". The latest: "
                        + latest.stream()
                                .map(choice ->
                                        choice.job().id() + " (" + choice.job().name() + ")")
                                .collect(Collectors.joining(", "))
                        + ". 'weir job list' shows more.");
    }

    private static Problem none() {
        return Problem.notFound("no_jobs", "There is no job yet. Run 'weir enrich' to make one. " + BY_NUMBER);
    }

    /** The latest jobs of the command line's workspaces, the youngest first. */
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
                opened.weir().insight().figures(),
                opened.weir().jobs().rowsPrunedAt(job).orElse(null));
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
