package dev.weir.temporal.workflow;

import java.time.Duration;

/**
 * How patient a workflow is.
 *
 * @param heartbeatMillis how long a run may be silent before it is taken for dead; no longer than a lease
 * @param retryMillis before the second of a run's three attempts; twice as long before the third
 * @param restMillis before a batch whose attempts all failed is scheduled anew; doubled each time, up to a minute
 * @param historyEvents after how many events a run of the workflow goes on as a new one, if the server does not say so
 *     before
 * @param drainMillis how long running batches are waited for before the workflow goes on as a new run
 * @param patrolMillis how long it waits at most before it looks by itself whether anything has become of its job
 */
public record Tempo(
        long heartbeatMillis,
        long retryMillis,
        long restMillis,
        int historyEvents,
        long drainMillis,
        long patrolMillis) {

    public static final Tempo DEFAULT = new Tempo(
            Duration.ofSeconds(15).toMillis(),
            Duration.ofSeconds(1).toMillis(),
            Duration.ofSeconds(1).toMillis(),
            4_000,
            Duration.ofSeconds(10).toMillis(),
            Duration.ofHours(1).toMillis());

    Duration heartbeat() {
        return Duration.ofMillis(heartbeatMillis);
    }

    Duration retry() {
        return Duration.ofMillis(retryMillis);
    }

    /** @param failures how often in a row, 1 or more */
    Duration rest(int failures) {
        return Duration.ofMillis(Math.min(restMillis << Math.min(failures - 1, 16), 60_000));
    }

    Duration drain() {
        return Duration.ofMillis(drainMillis);
    }

    Duration patrol() {
        return Duration.ofMillis(patrolMillis);
    }
}
