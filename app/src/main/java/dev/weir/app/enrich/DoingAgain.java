package dev.weir.app.enrich;

import dev.weir.app.home.Store;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.audit.Audit;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.JobView;
import dev.weir.server.jobs.Reruns;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.workspace.Workspace;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Does rows of a job again, and sees that through. */
public final class DoingAgain {

    private static final int LOOKED_AT = 1_000;

    private final Workplace at;
    private final Consumer<String> say;

    public DoingAgain(Workplace at) {
        this.at = at;
        this.say = at.say();
    }

    /**
     * What is wanted.
     *
     * @param parent the job whose rows are done again
     * @param fromStep the step to begin with; null for all, with nothing forgotten
     * @param fresh whether remembered finds are passed over, too
     * @param maxCreditsMilli the most it may spend, in 1/1000 credit; null for its worst case
     */
    public record Wish(
            Workspace workspace,
            Job parent,
            Reruns.Chosen rows,
            @Nullable String fromStep,
            boolean fresh,
            @Nullable Long maxCreditsMilli) {}

    /**
     * What came of it.
     *
     * @param job the job that does them again
     * @param paused whether it stands still, by the user's wish or another process's
     */
    public record Outcome(long job, JobProgress progress, boolean paused) {}

    /**
     * Goes on with what was begun before and has not ended, or else begins anew.
     *
     * @throws Problem as {@link Reruns#submit} says
     */
    public Outcome run(Wish wish) {
        Pause pause = new Pause();
        Workspace workspace = wish.workspace();
        try (Interrupts.Watch _ = at.interrupts().watch(pause::wish);
                EngineHome locked = at.lock();
                Store store = at.open();
                Weir weir = store.weir(at.providers().all());
                Engines engines = at.engines(workspace.sandbox(), null)) {
            Job job = begun(weir, wish).orElseGet(() -> submitted(weir, wish));
            try (RunningWeir running = engines.start(weir, workspace, locked.id(), id -> id == job.id())) {
                JobRun run = new JobRun(weir, running, job, say);
                run.forgiveCredentials();
                weir.jobs().resume(job, running.engine());
                JobProgress progress = run.awaitEnd(pause, _ -> {});
                return new Outcome(job.id(), progress, !progress.closed());
            }
        }
    }

    private Optional<Job> begun(Weir weir, Wish wish) {
        long workspace = wish.workspace().id();
        Optional<Job> begun = Stream.of(JobStatus.RUNNING, JobStatus.PENDING)
                .flatMap(status -> weir.jobs().page(workspace, status, Long.MAX_VALUE, LOOKED_AT, 0).stream())
                .filter(job ->
                        Long.valueOf(wish.parent().id()).equals(job.about().rerunOf()))
                .findFirst()
                .map(JobView::id)
                .map(id -> weir.jobs().get(workspace, id));
        begun.ifPresent(job -> say.accept("Going on with job " + job.id() + ", which was begun to do rows of job "
                + wish.parent().id() + " again."));
        return begun;
    }

    private Job submitted(Weir weir, Wish wish) {
        long workspace = wish.workspace().id();
        Job job = weir.reruns()
                .submit(
                        new Reruns.Request(
                                wish.workspace(),
                                wish.parent(),
                                wish.rows(),
                                wish.fromStep(),
                                wish.fresh(),
                                wish.maxCreditsMilli(),
                                null,
                                null,
                                null,
                                null),
                        Engines.NOT_YET,
                        id -> weir.audit()
                                .note(
                                        workspace,
                                        Audit.COMMAND_LINE,
                                        "job.rerun",
                                        "job " + id + " of job " + wish.parent().id()))
                .job();
        JobProgress progress = weir.jobs().progress(job);
        say.accept("Job " + job.id() + " does " + Amounts.count(progress.totalRows(), "row") + " of job "
                + wish.parent().id() + " again, for at most "
                + Amounts.inCredits(progress.credits().held()) + ". Ctrl-C pauses it, and the same command goes on.");
        return job;
    }
}
