package dev.weir.server.enrichment;

/**
 * The note that a call is about to leave.
 *
 * @param amount what the customer may be charged, in 1/1000 credit
 * @param state open, or waiting where the answer comes later
 */
record NewIntent(
        AnswerKey key,
        long jobId,
        int rowIndex,
        int step,
        int place,
        long amount,
        long epoch,
        IntentTable.State state) {}
