package dev.weir.server.storage;

import java.time.Duration;

/**
 * What can be set about results on their way.
 *
 * @param delivers whether this program delivers, or leaves that to others of its database
 * @param poll how often is looked for what nobody told of; a server is told every second when something is due
 * @param gather how long looks are apart at least, so that what settles at the same time is written together
 * @param together results of one batch, at most
 * @param lease how long a table is one node's without a sign of it
 * @param tables how many tables of workspaces' databases are written to at once, on this node; one workspace has a quarter of
 *     them, or four
 * @param hqTables the same of tables in Weir's own database
 * @param giveUp a result that its table or database has failed for that long is given up
 * @param farewell how long it goes on at most when it ends, so that what a short program has found is where it belongs
 */
public record StorageSettings(
        boolean delivers,
        Duration poll,
        Duration gather,
        int together,
        Duration lease,
        int tables,
        int hqTables,
        Duration giveUp,
        Duration farewell) {

    public static final StorageSettings DEFAULT = new StorageSettings(
            true,
            Duration.ofMinutes(1),
            Duration.ofMillis(50),
            500,
            Duration.ofSeconds(20),
            32,
            8,
            Duration.ofDays(3),
            Duration.ofSeconds(2));

    public StorageSettings {
        if (!poll.isPositive()
                || gather.isNegative()
                || !lease.isPositive()
                || !giveUp.isPositive()
                || farewell.isNegative()) {
            throw new IllegalArgumentException("times are positive");
        }
        if (together < 1 || tables < 1 || hqTables < 1) {
            throw new IllegalArgumentException("bounds are at least 1");
        }
    }

    public StorageSettings delivering(boolean other) {
        return new StorageSettings(other, poll, gather, together, lease, tables, hqTables, giveUp, farewell);
    }

    public StorageSettings withPoll(Duration other) {
        return new StorageSettings(delivers, other, gather, together, lease, tables, hqTables, giveUp, farewell);
    }

    public StorageSettings withTogether(int other) {
        return new StorageSettings(delivers, poll, gather, other, lease, tables, hqTables, giveUp, farewell);
    }

    public StorageSettings withLease(Duration other) {
        return new StorageSettings(delivers, poll, gather, together, other, tables, hqTables, giveUp, farewell);
    }

    public StorageSettings withFarewell(Duration other) {
        return new StorageSettings(delivers, poll, gather, together, lease, tables, hqTables, giveUp, other);
    }

    public StorageSettings withGiveUp(Duration other) {
        return new StorageSettings(delivers, poll, gather, together, lease, tables, hqTables, other, farewell);
    }
}
