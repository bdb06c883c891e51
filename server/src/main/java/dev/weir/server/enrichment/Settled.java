package dev.weir.server.enrichment;

/**
 * An open intent whose call has been answered, or never left.
 *
 * @param amount what it held, in 1/1000 credit
 * @param possible what is noted on it of earlier attempts, in 1/1000 of the vendor's unit
 * @param wasInDoubt whether it may have been in doubt, so that other rows may wait for it
 */
record Settled(
        AnswerKey key, long jobId, int rowIndex, int step, int place, long amount, long possible, boolean wasInDoubt) {}
