package dev.weir.acceptance.temporal;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the vendors' own ledger says, all of them together.
 *
 * @param calls that were taken
 * @param askedAgain questions that were asked more than once
 * @param chargedAgain charges for questions that had been charged for already
 * @param milli charged in all, in 1/1000 credit
 */
record Charges(long calls, long askedAgain, long chargedAgain, long milli) {

    /** @param summary as the sandbox's control address gives it */
    static Charges of(String summary) {
        JsonNode operations = JsonMapper.shared().readTree(summary);
        return new Charges(
                sum(operations, "calls"),
                sum(operations, "askedMoreThanOnce"),
                sum(operations, "chargedRepeats"),
                sum(operations, "chargedMilli"));
    }

    private static long sum(JsonNode operations, String what) {
        return operations.properties().stream()
                .mapToLong(operation -> operation.getValue().path(what).asLong())
                .sum();
    }
}
