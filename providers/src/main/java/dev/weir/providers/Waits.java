package dev.weir.providers;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads how long a vendor wants us to wait (RFC 9110 section 10.2.3: seconds, or a date). */
final class Waits {

    /** A vendor's demand beyond this is a mistake; the caller's own back-off knows better by then. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private Waits() {}

    /** The demanded time, at most a day; null when the answer names none that can be read. */
    static @Nullable Duration read(List<Place> places, Answer answer) {
        for (Place place : places) {
            if (place instanceof Place.Header(String name, boolean epoch) && epoch) {
                Duration untilTime = untilTime(answer.header(name).strip(), answer.header("date"));
                if (untilTime != null) {
                    return untilTime;
                }
                continue;
            }
            BigDecimal seconds = place.number(answer);
            if (seconds != null) {
                return seconds.compareTo(BigDecimal.valueOf(LONGEST.toSeconds())) > 0
                        ? LONGEST
                        : Duration.ofMillis(seconds.movePointRight(3)
                                .setScale(0, RoundingMode.CEILING)
                                .longValue());
            }
            Duration untilDate = untilDate(place.text(answer), answer.header("date"));
            if (untilDate != null) {
                return untilDate;
            }
        }
        return null;
    }

    /** A date counts from the answer's own date, so that the two clocks need not agree. */
    private static @Nullable Duration untilDate(@Nullable String then, String now) {
        if (then == null || now.isEmpty()) {
            return null;
        }
        try {
            return sane(Duration.between(httpDate(now), httpDate(then)));
        } catch (DateTimeException | ArithmeticException unreadable) {
            return null;
        }
    }

    /** A time in seconds since 1970 counts from the answer's own date too. */
    private static @Nullable Duration untilTime(String seconds, String now) {
        if (!seconds.matches("\\d{1,11}") || now.isEmpty()) {
            return null;
        }
        try {
            return sane(Duration.between(httpDate(now).toInstant(), Instant.ofEpochSecond(Long.parseLong(seconds))));
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    private static Duration sane(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static ZonedDateTime httpDate(String text) {
        return ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
    }
}
