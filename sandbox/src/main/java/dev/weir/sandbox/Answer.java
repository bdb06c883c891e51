package dev.weir.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a vendor answers, before anything happens to it on its way.
 *
 * @param priceMilli what it costs unless something makes it free, in 1/1000 credit
 * @param requestId the vendor's own id of the call; empty where it gives none
 * @param headers that belong to this answer, beside those of its vendor
 */
record Answer(
        int status,
        String contentType,
        byte[] body,
        Outcome outcome,
        int priceMilli,
        String requestId,
        Map<String, String> headers) {
    static final String JSON = "application/json; charset=utf-8";

    Answer(int status, String contentType, byte[] body, Outcome outcome, int priceMilli, String requestId) {
        this(status, contentType, body, outcome, priceMilli, requestId, Map.of());
    }

    static Answer json(int status, byte[] body, Outcome outcome) {
        return new Answer(status, JSON, body, outcome, 0, "");
    }

    static Answer text(int status, String type, String body, Outcome outcome) {
        return new Answer(status, type, body.getBytes(StandardCharsets.UTF_8), outcome, 0, "");
    }

    Answer costing(int milli) {
        return new Answer(status, contentType, body, outcome, milli, requestId, headers);
    }

    Answer identifiedBy(String id) {
        return new Answer(status, contentType, body, outcome, priceMilli, id, headers);
    }

    Answer with(Map<String, String> own) {
        return new Answer(status, contentType, body, outcome, priceMilli, requestId, own);
    }
}
