package dev.weir.server.testing.contract;

/** One batch in the {@link PaperGrants}; touched under their lock only. */
final class PaperBatch {

    enum State {
        FREE,
        LEASED,
        DONE
    }

    final long id;
    final PaperJob job;
    final int rows;
    State state = State.FREE;
    long node;
    long epoch;
    long leaseEnds;
    long dueAt;
    int wakes;
    int wakesTaken;
    int crashes;

    PaperBatch(long id, PaperJob job, int rows) {
        this.id = id;
        this.job = job;
        this.rows = rows;
    }

    boolean isDue(long now) {
        return state == State.FREE && !job.paused && dueAt <= now;
    }

    boolean isHeldUnder(long grant) {
        return state == State.LEASED && epoch == grant;
    }

    void free(long due) {
        state = State.FREE;
        dueAt = due;
    }
}
