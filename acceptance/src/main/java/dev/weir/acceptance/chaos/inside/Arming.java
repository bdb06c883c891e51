package dev.weir.acceptance.chaos.inside;

import java.time.Duration;

/**
 * What is to happen in one process when it comes to a point for the so-manieth time since this was armed.
 *
 * @param id its name, never used again; what has fired stays fired in all processes of its folder, also those started later
 * @param point the point's name; with {@code *} at its end any point that begins so
 * @param hit from 1
 * @param after how long after the point has been reached, in whole microseconds: whoever came to it goes on and another
 *     thread does it then. None means at once, by the thread that came to it
 */
public record Arming(String id, String point, Action action, long hit, Duration after) {

    /** What happens. */
    public enum Action {
        /** The process ends as {@code kill -9} would end it, with exit code 137. */
        HALT,
        /** The process stops with SIGSTOP, all of it. It goes on when it is sent SIGCONT, and so does whoever came here. */
        STALL,
        /**
         * Whoever came here gets a {@link PlantedFailure}. At a commit it is what a torn connection gives: an SQLException of
         * state 08006, and the connection is closed; {@code commit.before} then leaves nothing committed, {@code commit.after}
         * a commit nobody hears of, and {@code commit.during} either.
         */
        THROW
    }

    public Arming {
        if (id.isBlank() || point.isBlank() || (id + point).chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException(
                    "an arming's id and point are words, these are not: " + id + ", " + point);
        }
        if (hit < 1 || after.isNegative()) {
            throw new IllegalArgumentException("hit " + hit + " after " + after + ": from 1, and not before");
        }
    }

    /** One that acts at once. */
    public static Arming at(String id, String point, Action action, long hit) {
        return new Arming(id, point, action, hit, Duration.ZERO);
    }

    boolean matches(String reached) {
        return point.endsWith("*") ? reached.startsWith(point.substring(0, point.length() - 1)) : reached.equals(point);
    }

    String line() {
        return String.join(" ", id, point, action.name(), Long.toString(hit), Long.toString(after.toNanos() / 1_000));
    }

    static Arming of(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 5) {
            throw new IllegalArgumentException("not an arming: " + line);
        }
        return new Arming(
                words[0],
                words[1],
                Action.valueOf(words[2]),
                Long.parseLong(words[3]),
                Duration.ofNanos(Long.parseLong(words[4]) * 1_000));
    }
}
