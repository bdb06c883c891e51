package dev.weir.server.enrichment;

import dev.weir.provider.OperationId;
import dev.weir.server.egress.Asked;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.engine.Lease;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Told of jobs, of runs of their batches and of the calls in those, for whoever watches a server from outside.
 *
 * <p>People will want to hand more on for looking at later; what reaches it are numbers, names of providers, states and
 * times, and never a value, a key or an address. Its verbs are called where money moves: they neither block nor throw.
 */
public interface Traces {

    /** Nobody watches. */
    Traces NONE = new Traces() {
        @Override
        public @Nullable Run begun(Job job, Lease lease) {
            return null;
        }

        @Override
        public void closed(Job job, JobProgress progress) {
            // Nobody wants to hear of it.
        }
    };

    /** A run of a batch begins. Null when nobody wants to hear of this job: then its calls cost nothing more. */
    @Nullable
    Run begun(Job job, Lease lease);

    /** A job has closed: just now, and again when a doubt of it was settled by asking once more. */
    void closed(Job job, JobProgress progress);

    /** One run of a batch; told of by many threads at once. */
    interface Run {

        /** A call, with its retries, has ended just now. */
        void called(int row, OperationId operation, Asked asked, Duration took);

        /**
         * The run has ended just now. Calls of it that ended are told before.
         *
         * @param rows those it began
         * @param settled those that became final
         * @param how {@code done}, {@code later}, {@code stopped} or {@code crashed}
         */
        void ended(int rows, int settled, String how);
    }
}
