package dev.weir.acceptance.chaos.faults;

/** What deaths and stalls met: how many calls were under way. For any thread. */
final class Toll {

    private int deaths;
    private int stalls;
    private long openAtDeaths;
    private long openAtStalls;
    private int uncounted;

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
