package dev.weir.acceptance.chaos.faults;

import com.google.common.collect.Range;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What deaths and stalls met: how many calls were under way. For any thread. */
final class Toll {

    private int deaths;
    private int stalls;
    private long openAtDeaths;
    private long openAtStalls;
    private int uncounted;
    private final List<Range<Instant>> still = new ArrayList<>();

    /** @param open negative when nobody knows */
    synchronized void death(long open) {
        deaths++;
        openAtDeaths += Math.max(0, open);
        uncounted += open < 0 ? 1 : 0;
    }

    /** @param open negative when nobody knows */
    synchronized void stall(long open) {
        stalls++;
        openAtStalls += Math.max(0, open);
        uncounted += open < 0 ? 1 : 0;
    }

    /** A server has stood still from then until now. */
    synchronized void stood(Instant from) {
        still.add(Range.closed(from, Instant.now()));
    }

    /** When any server stood still. */
    synchronized List<Range<Instant>> still() {
        return List.copyOf(still);
    }

    synchronized int deaths() {
        return deaths;
    }

    synchronized int stalls() {
        return stalls;
    }

    synchronized long openAtDeaths() {
        return openAtDeaths;
    }

    synchronized long openAtStalls() {
        return openAtStalls;
    }

    /** Deaths and stalls of which nobody could look at the database. */
    synchronized int uncounted() {
        return uncounted;
    }
}
