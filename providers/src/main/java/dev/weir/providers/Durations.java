package dev.weir.providers;

import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Reads and writes durations as declarations do: {@code 500ms, 30s, 5m, 12h, 7d}. */
final class Durations {

    private Durations() {}

    /** @param node of the form that the schema demands, or missing */
    static Duration read(JsonNode node, Duration otherwise) {
        if (node.isMissingNode()) {
            return otherwise;
        }
        String text = node.asString();
        int unit = 0;
        while (Character.isDigit(text.charAt(unit))) {
            unit++;
        }
        long number = Long.parseLong(text.substring(0, unit));
        return switch (text.substring(unit)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> throw new IllegalArgumentException("not a duration: " + text);
        };
    }
}
