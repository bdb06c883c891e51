package dev.weir.server.storage;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table that results go to, or went to, and how it fares.
 *
 * @param db {@code hq} or {@code workspace}
 * @param tableName as the registry has it
 * @param steps by name, whose results go there now and of which some are pending or were given up
 * @param failures in a row, of the table or its database and not of single results; nothing is wrong when it is 0
 * @param failingSince null when nothing is wrong
 * @param retryAt when it is tried again; null when nothing is wrong, or it is tried at once
 * @param error of the newest failure; null when nothing is wrong
 * @param pending results that are to be written there
 * @param oldestPending when the oldest of them was settled; null when none is
 * @param dead results that were given up
 * @param written results that were written there, ever
 * @param writtenAt the last time
 */
public record Destination(
        long id,
        String db,
        String tableName,
        List<String> steps,
        int failures,
        @Nullable Instant failingSince,
        @Nullable Instant retryAt,
        @Nullable String error,
        long pending,
        @Nullable Instant oldestPending,
        long dead,
        long written,
        @Nullable Instant writtenAt) {

    public Destination {
        steps = List.copyOf(steps);
    }

    /** Whether nothing is wrong with it. */
    public boolean isHealthy() {
        return failures == 0;
    }
}
