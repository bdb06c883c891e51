package dev.weir.app.enrich;

import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.egress.CredentialState;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Sees a job through: until it has closed, or the user wishes it paused. */
final class JobRun {

    private static final Duration LOOK = Duration.ofMillis(200);

    private final Weir weir;
    private final RunningWeir running;
    private final Job job;
    private final Consumer<String> say;
    private final BreakerNews breakers;
    private boolean databaseAway;

    JobRun(Weir weir, RunningWeir running, Job job, Consumer<String> say) {
        this.weir = weir;
        this.running = running;
        this.job = job;
        this.say = say;
        this.breakers = new BreakerNews(running, job.workspaceId(), say);
    }

    /** A command begins: keys and balances that a vendor refused before are given another chance. */
    void forgiveCredentials() {
        running.egress().state().stream()
                .filter(state -> state.key().workspaceId() == job.workspaceId())
                .filter(state -> state.phase() == CredentialState.Phase.KEY_REJECTED
                        || state.phase() == CredentialState.Phase.OUT_OF_CREDITS)
                .forEach(state -> running.egress().reset(state.key()));
    }

    /**
     * Waits for the end.
     *
     * @param look is shown the progress now and then
     * @return the progress when it closed or was paused, by us or by another process
     */
    JobProgress awaitEnd(Pause pause, Consumer<JobProgress> look) {
        while (true) {
            try {
                JobProgress progress = weir.jobs().progress(job);
                if (databaseAway) {
                    databaseAway = false;
                    say.accept("The database is back; going on.");
                }
                breakers.look();
                look.accept(progress);
                if (progress.closed() || progress.paused()) {
                    return progress;
                }
            } catch (DataAccessException | TransactionException away) {
                if (!databaseAway) {
                    databaseAway = true;
                    say.accept("! The database does not answer; waiting for it. Nothing is lost.");
                }
            }
            if (pause.await(LOOK)) {
                return paused();
            }
        }
    }

    /** Waits until these jobs, which were cancelled, hold nothing any more; whoever is in a hurry leaves it to the next run. */
    void awaitClosed(Pause pause, List<Long> cancelled) {
        if (cancelled.isEmpty()) {
            return;
        }
        do {
            if (weir.jobs().cancelledOpen(job.workspaceId()).stream().noneMatch(cancelled::contains)) {
                return;
            }
        } while (!pause.await(LOOK));
    }

    /** No new call leaves from here on. */
    private JobProgress paused() {
        weir.jobs().pause(job, running.engine());
        int inFlight = weir.statistics().openCalls(job);
        say.accept("Pausing: no new call leaves; "
                + (inFlight == 0
                        ? "none is in flight."
                        : inFlight + " in flight, waiting for their answers (Ctrl-C again ends at once) ..."));
        return weir.jobs().progress(job);
    }
}
