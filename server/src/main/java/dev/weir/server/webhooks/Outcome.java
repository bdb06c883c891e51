package dev.weir.server.webhooks;

import dev.weir.provider.Exchange.Answered;
import dev.weir.provider.Exchange.Lost;
import dev.weir.provider.Exchange.NotSent;
import dev.weir.provider.Exchange.Sent;
import dev.weir.provider.Exchange.TooLarge;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * What came of a try.
 *
 * @param status of the answer; null when there was none
 * @param detail why there was none
 * @param response how the answer's body begins
 * @param retryAfter how long the endpoint asks us to stay away
 */
record Outcome(
        @Nullable Integer status,
        @Nullable String detail,
        @Nullable String response,
        @Nullable Duration retryAfter,
        Duration took) {

    private static final int EXCERPT = 500;
    private static final int GONE = 410;

    /** @param now by which a date in {@code Retry-After} is read */
    static Outcome of(Sent sent, Duration took, Instant now) {
        return switch (sent) {
            case Answered answered ->
                new Outcome(
                        answered.status(),
                        null,
                        excerpt(answered.body()),
                        retryAfter(answered.header("retry-after"), now),
                        took);
            case TooLarge(int status, long limit) ->
                new Outcome(status, null, "(more than " + limit + " bytes)", null, took);
            case NotSent(String why) -> new Outcome(null, "not sent: " + why, null, null, took);
            case Lost(String why) -> new Outcome(null, why, null, null, took);
        };
    }

    /** Only 2xx is; a redirect is not followed, so it is none. */
    boolean isHeard() {
        return status != null && status >= 200 && status < 300;
    }

    /** The endpoint wants no more, for good. */
    boolean isGone() {
        return status != null && status == GONE;
    }

    private static String excerpt(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, EXCERPT), StandardCharsets.UTF_8);
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> shown.appendCodePoint(Character.isISOControl(c) || c == 0xfffd ? ' ' : c));
        return shown.toString().strip();
    }

    private static @Nullable Duration retryAfter(String header, Instant now) {
        if (header.isBlank()) {
            return null;
        }
        try {
            return Duration.ofSeconds(Math.min(Long.parseLong(header.strip()), Schedule.LONGEST.toSeconds()));
        } catch (NumberFormatException _) {
            return until(header.strip(), now);
        }
    }

    private static @Nullable Duration until(String date, Instant now) {
        try {
            return Duration.between(
                    now,
                    ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeParseException _) {
            return null;
        }
    }
}
