package dev.weir.server.enrichment;

/**
 * An open intent whose call has been answered, or never left.
 *
 * @param amount what it held, in 1/1000 credit
 * @param wasInDoubt whether it may have been in doubt, so that other rows may wait for it
 */
record Settled(AnswerKey key, long jobId, int rowIndex, long amount, boolean wasInDoubt) {}
