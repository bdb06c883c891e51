package dev.weir.server.enrichment;

/**
 * A change of an intent's state: into doubt, or back to open for another attempt.
 *
 * @param addPossible vendor cost, in 1/1000 of its unit, that the attempts so far may have caused beyond what is noted
 * @param amount what the intent holds, in 1/1000 credit
 */
record IntentMove(
        AnswerKey key,
        long jobId,
        int rowIndex,
        IntentTable.State from,
        IntentTable.State to,
        boolean nextAttempt,
        long addPossible,
        long amount,
        long epoch) {}
