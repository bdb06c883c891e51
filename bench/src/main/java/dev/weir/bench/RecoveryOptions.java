package dev.weir.bench;

import java.time.Duration;

/**
 * How much the recovery bench runs.
 *
 * @param rows of the job in whose middle a node is killed
 * @param concurrency calls in flight of each node
 * @param latency of each call
 * @param kills one after another, each in a job of its own
 * @param ahead by how much the database's clock, by which leases end, is put forward after a kill; it is counted as if it
 *     had been waited for
 */
public record RecoveryOptions(int rows, int concurrency, Duration latency, int kills, Duration ahead) {

    /** About twelve minutes. */
    public static final RecoveryOptions DEFAULT =
            new RecoveryOptions(60_000, 300, Duration.ofMillis(100), 15, Duration.ZERO);

    public RecoveryOptions {
        Options.between("rows", rows, 2_000, 1_000_000);
        Options.between("calls in flight", concurrency, 1, 10_000);
        Options.between("kills", kills, 1, 200);
        if (latency.isNegative() || latency.toSeconds() > 10) {
            throw new IllegalArgumentException("a call takes up to 10 s, not " + latency);
        }
        if (ahead.isNegative() || ahead.toSeconds() > 10) {
            throw new IllegalArgumentException("a clock is put forward by up to half a lease, not by " + ahead);
        }
    }

    /** One kill: shows that all figures come out, not what they are. */
    public static RecoveryOptions quick() {
        return new RecoveryOptions(4_000, 50, Duration.ofMillis(100), 1, Duration.ZERO);
    }

    public RecoveryOptions withKills(int other) {
        return new RecoveryOptions(rows, concurrency, latency, other, ahead);
    }

    public RecoveryOptions withRows(int other) {
        return new RecoveryOptions(other, concurrency, latency, kills, ahead);
    }
}
