package dev.weir.acceptance.storage;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the sandbox's ledger says of the calls of one step's vendor.
 *
 * @param calls that it took
 * @param questions that it charged for, each counted once
 * @param repeats charges for questions that it had charged for already
 * @param milli charged in all, in 1/1000 of its credit
 */
record VendorBill(long calls, long questions, long repeats, long milli) {

    static final VendorBill NONE = new VendorBill(0, 0, 0, 0);

    /** Reads a ledger. @param lines as the sandbox's control address gives them */
    static Map<ShippedStep, VendorBill> of(Stream<String> lines) {
        Map<ShippedStep, Long> calls = new EnumMap<>(ShippedStep.class);
        Map<ShippedStep, Long> milli = new EnumMap<>(ShippedStep.class);
        Map<ShippedStep, Map<String, Integer>> charged = new EnumMap<>(ShippedStep.class);
        lines.filter(line -> !line.isBlank()).map(JsonMapper.shared()::readTree).forEach(entry -> {
            for (ShippedStep step : ShippedStep.values()) {
                if (!step.asked().id().equals(entry.path("operation").asString())) {
                    continue;
                }
                calls.merge(step, 1L, Long::sum);
                long price = entry.path("chargedMilli").asLong();
                if (price > 0) {
                    milli.merge(step, price, Long::sum);
                    charged.computeIfAbsent(step, _ -> new HashMap<>()).merge(question(entry), 1, Integer::sum);
                }
            }
        });
        Map<ShippedStep, VendorBill> bills = new EnumMap<>(ShippedStep.class);
        calls.forEach((step, count) -> {
            Map<String, Integer> questions = charged.getOrDefault(step, Map.of());
            long all = questions.values().stream().mapToLong(times -> times).sum();
            bills.put(
                    step,
                    new VendorBill(count, questions.size(), all - questions.size(), milli.getOrDefault(step, 0L)));
        });
        return bills;
    }

    private static String question(JsonNode entry) {
        return entry.path("question").asString();
    }
}
