package dev.weir.acceptance.large;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Holds a job's report against the vendors' ledger. Without faults both know the same calls at the same cost. */
final class Books {

    private Books() {}

    /**
     * Says what does not fit.
     *
     * @param report as {@code weir enrich --json} prints it
     * @param ledger as {@code weir sandbox summary --json} prints it, of this job's calls alone
     */
    static List<String> compare(int rows, JsonNode report, JsonNode ledger) {
        List<String> wrong = new ArrayList<>();
        long ended = report.path("completedRecords").asLong()
                + report.path("failedRecords").asLong();
        equal(wrong, "rows of the list, and rows that ended", rows, ended);
        equal(
                wrong,
                "calls in doubt, which nothing made",
                0,
                report.path("doubts").size());
        Map<String, Long> calls = new HashMap<>();
        Map<String, Long> charged = new HashMap<>();
        ledger.forEach(line -> {
            String vendor = line.path("vendor").asString();
            calls.merge(vendor, line.path("calls").asLong(), Long::sum);
            charged.merge(vendor, line.path("chargedMilli").asLong(), Long::sum);
            equal(
                    wrong,
                    "charged repeats of " + vendor,
                    0,
                    line.path("chargedRepeats").asLong());
        });
        long posted = 0;
        for (JsonNode provider : report.path("providers")) {
            String name = provider.path("provider").asString();
            equal(
                    wrong,
                    "calls of " + name + ", by its ledger and by ours",
                    taken(calls, name),
                    provider.path("asked"));
            equal(
                    wrong,
                    "what " + name + " charged, by its ledger and by ours",
                    taken(charged, name),
                    provider.path("vendorCertainMilli"));
            equal(wrong, "what " + name + " may have charged", 0, provider.path("vendorPossibleMilli"));
            posted += provider.path("chargedMilli").asLong();
        }
        equal(wrong, "calls of vendors that we did not ask", 0, sum(calls));
        equal(wrong, "credits of the records, and credits spent", posted, report.at("/creditsMilli/spent"));
        return wrong;
    }

    private static long taken(Map<String, Long> some, String key) {
        Long value = some.remove(key);
        return value == null ? 0 : value;
    }

    private static long sum(Map<String, Long> some) {
        return some.values().stream().mapToLong(Long::longValue).sum();
    }

    private static void equal(List<String> wrong, String what, long expected, JsonNode actual) {
        equal(wrong, what, expected, actual.asLong());
    }

    private static void equal(List<String> wrong, String what, long expected, long actual) {
        if (expected != actual) {
            wrong.add(what + ": " + expected + " and " + actual);
        }
    }
}
