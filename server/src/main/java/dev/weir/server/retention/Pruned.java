package dev.weir.server.retention;

/**
 * How much of a workspace's has gone, or would go.
 *
 * @param jobs whose rows went
 * @param rows of jobs, with their cells, records and late answers
 * @param arrivals of subscribers: their text as it came, or, of those that were refused, all of them
 */
public record Pruned(
        long jobs,
        long rows,
        long answers,
        long inbox,
        long events,
        long outsideResults,
        long logEntries,
        long arrivals) {

    public static final Pruned NOTHING = new Pruned(0, 0, 0, 0, 0, 0, 0, 0);

    public boolean isNothing() {
        return equals(NOTHING);
    }

    Pruned plus(Pruned other) {
        return new Pruned(
                jobs + other.jobs,
                rows + other.rows,
                answers + other.answers,
                inbox + other.inbox,
                events + other.events,
                outsideResults + other.outsideResults,
                logEntries + other.logEntries,
                arrivals + other.arrivals);
    }
}
