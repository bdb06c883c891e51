package dev.weir.server.enrichment;

/**
 * An open intent whose call has been answered, or never left.
 *
 * @param amount what it held, in 1/1000 credit
 * @param possible what is noted on it of earlier attempts, in 1/1000 of the vendor's unit
 * @param waiters who may wait for what comes of it
 */
record Settled(
        AnswerKey key, long jobId, int rowIndex, int step, int place, long amount, long possible, Waiters waiters) {

    /** Who may wait for what comes of an intent. */
    enum Waiters {
        /** Nobody but rows of this node, which are told otherwise. */
        NONE,
        /** Rows that are in doubt with it, final ones among them. */
        IN_DOUBT,
        /** Rows that wait for its late answer. */
        WAITING
    }

    /** @param noted what is noted of earlier attempts on that intent as it stands in the table */
    static Settled of(IntentTable.Stored intent, long noted, Waiters waiters) {
        return new Settled(
                intent.key(),
                intent.jobId(),
                intent.rowIndex(),
                intent.step(),
                intent.place(),
                intent.amount(),
                noted,
                waiters);
    }
}
