package dev.weir.acceptance.chaos.judge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An entry of the vendors' ledger: something that was asked and what it cost.
 *
 * @param time by this machine's clock
 * @param operation the vendor's own name of it, behind its slug and a dot
 * @param question equal for calls that ask the same; {@code name=value} with ampersands between
 * @param outcome what the vendor's work came to
 * @param fault what was done to the answer; empty for nothing
 * @param charged in 1/1000
 * @param ticket our name of what was handed over, to one that answers later; empty of others
 */
record Call(
        long sequence,
        Instant time,
        String operation,
        String question,
        String outcome,
        String fault,
        long charged,
        String ticket) {

    private static final String TICKET = "tk_";

    /** The vendor has done nothing for it, or says so. */
    private static final Set<String> NO_WORK = Set.of(
            "NOT_WORKED",
            "REMOTE_FAILURE",
            "THROTTLED",
            "UNAUTHORIZED",
            "OUT_OF_CREDITS",
            "INVALID_INPUT",
            "PENDING",
            "ACCOUNT");

    /** @param line as the sandbox's control address gives it */
    static Call of(String line) {
        JsonNode entry = JsonMapper.shared().readTree(line);
        String name = entry.path("requestId").asString("");
        return new Call(
                entry.path("sequence").asLong(),
                Instant.parse(entry.path("time").asString()),
                entry.path("operation").asString(),
                entry.path("question").asString(),
                entry.path("outcome").asString(),
                entry.path("fault").asString(""),
                entry.path("chargedMilli").asLong(),
                name.startsWith(TICKET) ? name : "");
    }

    String vendor() {
        return operation.substring(0, operation.indexOf('.'));
    }

    /** What was asked of whom, as one word. */
    String subject() {
        return operation + " " + question;
    }

    /** Whether the vendor has done its work, whoever got the answer: such a call is repeated on purpose alone. */
    boolean worked() {
        return !NO_WORK.contains(outcome);
    }

    /** The values that stand in the question, as {@link #plain} has them. */
    List<String> values() {
        List<String> values = new ArrayList<>();
        for (String part : question.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals >= 0 && equals < part.length() - 1) {
                values.add(plain(part.substring(equals + 1)));
            }
        }
        return values;
    }

    /** A value as questions have it. */
    static String plain(String value) {
        return value.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    }
}
