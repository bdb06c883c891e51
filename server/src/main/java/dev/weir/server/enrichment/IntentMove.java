package dev.weir.server.enrichment;

/**
 * A change of an intent's state: into doubt, or back to open for another attempt.
 *
 * @param possible vendor cost that is noted on it before
 * @param attempt the attempt it stands at before; a move that is run again after an unknown commit finds another one
 * @param addPossible vendor cost, in 1/1000 of its unit, that the attempts so far may have caused beyond what is noted
 * @param amount what the intent holds, in 1/1000 credit
 */
record IntentMove(
        AnswerKey key,
        long jobId,
        int rowIndex,
        int step,
        int place,
        long possible,
        IntentTable.State from,
        IntentTable.State to,
        int attempt,
        boolean nextAttempt,
        long addPossible,
        long amount,
        long epoch) {}
