package dev.weir.server.jobs.engine;

/** What an engine runs. */
public interface Batches {

    /**
     * Runs a batch until every row of it is final or can only wait. Safe to call twice, and safe to call by somebody
     * whose lease has been taken over: nothing such a run writes changes a state.
     *
     * @throws InterruptedException when the process stops; what was in flight has been settled or left as an intent
     */
    Next run(Lease lease) throws InterruptedException;
}
