package dev.weir.acceptance.audience;

import dev.weir.acceptance.audience.Facts.Asked;
import dev.weir.sandbox.VendorOperation;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the sandbox's ledger says of FullEnrich.
 *
 * @param asked by address
 * @param submissions that were taken
 * @param refused submissions that were not valid, such as those of more than 100
 * @param down submissions that it answered with 5xx
 */
record VendorLedger(Map<String, Asked> asked, long submissions, long refused, long down) {

    private static final String EMAIL = "email=";
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int SERVER_ERROR = 500;

    VendorLedger {
        asked = Map.copyOf(asked);
    }

    /** @param lines as the sandbox's control address gives them */
    static VendorLedger of(Stream<String> lines) {
        Map<String, Asked> asked = new HashMap<>();
        long[] submissions = new long[3];
        lines.filter(line -> !line.isBlank()).map(JsonMapper.shared()::readTree).forEach(entry -> {
            String operation = entry.path("operation").asString();
            if (operation.equals(VendorOperation.FULLENRICH_PROFILE.id())) {
                asked.merge(
                        entry.path("question").asString().substring(EMAIL.length()),
                        new Asked(1, entry.path("chargedMilli").asLong() > 0 ? 1 : 0),
                        (one, other) -> new Asked(one.times() + other.times(), one.charged() + other.charged()));
            } else if (operation.equals(VendorOperation.FULLENRICH_REVERSE.id())) {
                count(entry, submissions);
            }
        });
        return new VendorLedger(asked, submissions[0], submissions[1], submissions[2]);
    }

    private static void count(JsonNode entry, long[] submissions) {
        int status = entry.path("status").asInt();
        submissions[0] += status == OK ? 1 : 0;
        submissions[1] += status == BAD_REQUEST ? 1 : 0;
        submissions[2] += status >= SERVER_ERROR ? 1 : 0;
    }
}
