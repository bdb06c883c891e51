package dev.weir.server.enrichment;

import org.jspecify.annotations.Nullable;

/**
 * One provider's outcome for one asking of one cell, about to be written. Amounts in 1/1000.
 *
 * @param verdict see {@link VerdictText}
 * @param outputs JSON of all values the provider gave; null when it gave none
 * @param kept comma-separated fields that were accepted
 * @param key of the question; null when nobody was asked
 */
record RecordWrite(
        long workspaceId,
        long jobId,
        int rowIndex,
        int step,
        int place,
        Kind kind,
        String verdict,
        @Nullable String detail,
        @Nullable String outputs,
        @Nullable String kept,
        long charged,
        long vendorCertain,
        long vendorPossible,
        boolean vendorReported,
        int attempt,
        int tries,
        int latencyMs,
        @Nullable AnswerKey key,
        long epoch) {

    /** All but what is the row's own. */
    record Common(
            long workspaceId,
            long jobId,
            int step,
            int place,
            Kind kind,
            String verdict,
            @Nullable String detail,
            @Nullable String kept,
            long charged,
            long vendorCertain,
            long vendorPossible,
            boolean vendorReported,
            int attempt,
            int tries,
            long epoch) {}

    Common common() {
        return new Common(
                workspaceId,
                jobId,
                step,
                place,
                kind,
                verdict,
                detail,
                kept,
                charged,
                vendorCertain,
                vendorPossible,
                vendorReported,
                attempt,
                tries,
                epoch);
    }

    /** Where an outcome came from; the codes of {@code enrichment_record.kind}. */
    enum Kind {
        ASKED(1),
        REMEMBERED(2),
        FOLLOWED(3),
        NOT_ASKED(4);

        final int code;

        Kind(int code) {
            this.code = code;
        }
    }
}
