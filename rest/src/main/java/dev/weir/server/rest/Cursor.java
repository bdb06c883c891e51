package dev.weir.server.rest;

import dev.weir.server.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/** Where a list goes on, as text that its readers hand back and need not understand. */
final class Cursor {

    private Cursor() {}

    /** @param list whose cursor it is: another list refuses it */
    static String of(String list, long... numbers) {
        StringBuilder text = new StringBuilder(list);
        for (long number : numbers) {
            text.append(':').append(number);
        }
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The numbers of a cursor of that list. @throws Problem for anything that {@link #of} has not given */
    static long[] read(String list, int count, String cursor) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(":", -1);
            if (parts.length == count + 1 && parts[0].equals(list)) {
                long[] numbers = new long[count];
                for (int i = 0; i < count; i++) {
                    numbers[i] = Long.parseLong(parts[i + 1]);
                    if (numbers[i] < -1) {
                        throw bad();
                    }
                }
                return numbers;
            }
        } catch (IllegalArgumentException e) {
            // Said below, as for every other text.
        }
        throw bad();
    }

    /** One of a cursor's numbers that is an {@code int}. @throws Problem when it is too large for that */
    static int integer(long number) {
        return upTo(Integer.MAX_VALUE, number);
    }

    /** One that counts steps of a job or places of a step. @throws Problem when there are never so many */
    static int small(long number) {
        return upTo(Short.MAX_VALUE, number);
    }

    private static int upTo(int most, long number) {
        if (number > most) {
            throw bad();
        }
        return (int) number;
    }

    /** A time of the database's as a number: it counts microseconds. */
    static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    /** The time of that number. */
    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static Problem bad() {
        return Problem.invalid(
                        "bad_cursor",
                        "The cursor is none of this list; send nextCursor as the last answer gave it, with the same"
                                + " filters, or begin without one.")
                .at("/cursor", "must be a nextCursor of this list");
    }
}
