package dev.weir.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * How a worker works.
 *
 * @param minMillis until its work is done, drawn evenly
 * @param maxMillis the upper end of that
 * @param server where Weir's API is, such as {@code http://127.0.0.1:8080}; null for where a ticket says
 * @param data whether results hold what is wanted; without it they are empty, as of one who stores what he finds himself
 * @param progress whether it tells once that it is at work
 * @param failing share of the tickets that fail
 * @param never share of the tickets that it forgets
 * @param twice share of the results that are told twice
 */
public record WorkerSettings(
        long minMillis,
        long maxMillis,
        @Nullable String server,
        boolean data,
        boolean progress,
        double failing,
        double never,
        double twice) {

    /** Empty results after that time. */
    public static WorkerSettings after(long millis) {
        return new WorkerSettings(millis, millis, null, false, false, 0, 0, 0);
    }

    public WorkerSettings {
        if (minMillis < 0 || maxMillis < minMillis) {
            throw new IllegalArgumentException("Work takes 0 or more milliseconds, minMillis before maxMillis");
        }
        Quirks.checkShare("failing", failing);
        Quirks.checkShare("never", never);
        Quirks.checkShare("twice", twice);
    }

    public WorkerSettings withServer(String address) {
        return new WorkerSettings(minMillis, maxMillis, address, data, progress, failing, never, twice);
    }

    public WorkerSettings withData() {
        return new WorkerSettings(minMillis, maxMillis, server, true, progress, failing, never, twice);
    }

    public WorkerSettings withProgress() {
        return new WorkerSettings(minMillis, maxMillis, server, data, true, failing, never, twice);
    }

    public WorkerSettings withFailing(double share) {
        return new WorkerSettings(minMillis, maxMillis, server, data, progress, share, never, twice);
    }

    public WorkerSettings withNever(double share) {
        return new WorkerSettings(minMillis, maxMillis, server, data, progress, failing, share, twice);
    }

    public WorkerSettings withTwice(double share) {
        return new WorkerSettings(minMillis, maxMillis, server, data, progress, failing, never, share);
    }
}
