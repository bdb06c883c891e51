package dev.weir.server.jobs.engine;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where an engine gets its leases from and gives them back; see {@link Lease} for what a grant means. */
public interface Grants {

    /** A job with batches due. @param leased its batches being run by anybody @param rows of its next batch */
    record Due(long jobId, long workspaceId, int leased, int rows) {}

    /** Jobs that have batches to run. */
    List<Due> due();

    /** Takes up to {@code most} due batches of a job for a node. */
    List<Lease> claim(long node, long jobId, int most);

    /** What of a job is to be run. @param most of its due batches to name */
    Outlook outlook(long jobId, int most);

    /** Takes one batch for a node; nothing when somebody holds it, it is not due, or its job is not to be run. */
    Optional<Lease> claimBatch(long node, long batchId);

    /** Takes a due batch of a job that has more than {@code line} due: one behind those. */
    Optional<Lease> claimBehind(long node, long jobId, int line);

    /** How many nodes share the work, this one included; as of the last renewal. */
    int nodes();

    /**
     * Renews all leases a node holds, gives its sign of life, and stops those that are lost or whose jobs are paused or
     * cancelled.
     */
    void renew(long node, Collection<Lease> held);

    /** Frees what dead nodes had leased. Returns the jobs of which batches became free. */
    Set<Long> sweep();

    /** The jobs of batches, as far as there are such batches. */
    Set<Long> jobsOf(Collection<Long> batchIds);

    /**
     * Gives a lease back after a run. The last batch of a job closes the job.
     *
     * @return whether the job has closed
     */
    boolean finish(Lease lease, Next next);

    /** A run threw; its batch is due again, and counted as crashed when it settled nothing. */
    void crashed(Lease lease);
}
