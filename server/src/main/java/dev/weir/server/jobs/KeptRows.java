package dev.weir.server.jobs;

import dev.weir.server.problem.Problem;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tells rows that are there from those that retention has let go of. Joins the caller's transaction. */
final class KeptRows {

    private final PrunedTable pruned;

    KeptRows(JdbcClient jdbc) {
        this.pruned = new PrunedTable(jdbc);
    }

    /**
     * What was read of the job's rows. It is looked at afterwards whether they have begun to go: what was read before that
     * is whole.
     *
     * @throws Problem when they have
     */
    <T> T read(Job job, Supplier<T> reading) {
        T read = reading.get();
        require(job.workspaceId(), job.id());
        return read;
    }

    /** @throws Problem when the job's rows are gone, or going */
    void require(long workspaceId, long jobId) {
        Optional<Instant> gone = pruned.rowsAt(workspaceId, jobId);
        if (gone.isPresent()) {
            throw new Problem(
                            Problem.Kind.GONE,
                            "rows_pruned",
                            "The rows of job " + jobId + " were let go of on "
                                    + gone.get().atOffset(ZoneOffset.UTC).toLocalDate()
                                    + ", since its workspace keeps rows no longer (see its retention). Its counts and"
                                    + " what it cost are kept; to have such rows again, submit them as a new job.")
                    .with("rowsPrunedAt", gone.get().toString());
        }
    }
}
