package dev.weir.bench;

/**
 * How much the bench of watchers runs.
 *
 * @param watchers of one job, each on a connection of its own
 * @param rows of the job
 * @param perSecond rows that its vendor takes
 */
public record WatchersOptions(int watchers, int rows, int perSecond) {

    /** About a minute. */
    public static final WatchersOptions DEFAULT = new WatchersOptions(200, 60_000, 2_000);

    public WatchersOptions {
        Options.between("watchers", watchers, 1, 2_000);
        Options.between("rows", rows, 1, 10_000_000);
        Options.between("rows a second", perSecond, 1, 100_000);
    }

    /** Everything small: shows that all figures come out, not what they are. */
    public static WatchersOptions quick() {
        return new WatchersOptions(10, 1_000, 500);
    }

    public WatchersOptions withWatchers(int other) {
        return new WatchersOptions(other, rows, perSecond);
    }

    public WatchersOptions withRows(int other) {
        return new WatchersOptions(watchers, other, perSecond);
    }
}
