package dev.weir.acceptance.chaos.inside;

import java.time.Instant;

/**
 * An arming whose moment came. It is on disk before anything happens.
 *
 * @param point the very point, where the arming said how it begins
 * @param at by the machine's clock, also in a process whose own is wrong
 * @param pid of the process, as SIGCONT needs it
 */
public record Fired(String id, String point, Instant at, long pid) {

    String line() {
        return String.join(" ", id, point, Long.toString(at.toEpochMilli()), Long.toString(pid));
    }

    static Fired of(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 4) {
            throw new IllegalArgumentException("not a line of what fired: " + line);
        }
        return new Fired(words[0], words[1], Instant.ofEpochMilli(Long.parseLong(words[2])), Long.parseLong(words[3]));
    }
}
