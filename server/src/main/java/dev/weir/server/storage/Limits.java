package dev.weir.server.storage;

import java.time.Duration;

/**
 * How long a database may take. The database itself ends what runs or stands still too long, so that a writer of ours that
 * has stopped, or is cut off, holds nobody up.
 *
 * @param connect until signed in
 * @param statement each
 * @param lock to wait for any, that of another writer of ours included; longer than {@code idle}
 * @param idle a transaction that is not ended and asks nothing
 * @param transaction from begin to end
 * @param whole after which we hang up, whatever the database does
 */
record Limits(
        Duration connect, Duration statement, Duration lock, Duration idle, Duration transaction, Duration whole) {

    static final Limits DEFAULT = new Limits(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(75));
}
