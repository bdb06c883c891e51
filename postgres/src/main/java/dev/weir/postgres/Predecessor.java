package dev.weir.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the last PostgreSQL left in the data directory, judged by its postmaster.pid. To be asked only by the holder of
 * the directory's lock: then a live server is either our orphan or somebody else's.
 */
sealed interface Predecessor {
    /** Every server of ours carries it on its command line. */
    String MARK = "cluster_name=weir";

    Duration FAST = Duration.ofSeconds(20);
    Duration IMMEDIATE = Duration.ofSeconds(5);

    /** It stopped cleanly, or there never was one. */
    record None() implements Predecessor {}

    /** It died; its pid is free. */
    record Gone(long pid) implements Predecessor {}

    /** It died, but nobody reaped it (a container without an init): the pid still looks alive to PostgreSQL. */
    record Zombie(long pid) implements Predecessor {}

    /** It died, and its pid now belongs to another program. */
    record Stranger(long pid) implements Predecessor {}

    /** It lives, started by a launcher that is gone. */
    record Orphan(long pid) implements Predecessor {}

    /** It lives and was started by somebody else, by hand for example. */
    record Foreign(long pid) implements Predecessor {}

    /** The note itself is unreadable, as after a full disk. */
    record Garbled() implements Predecessor {}

    static Predecessor of(Path data) throws IOException {
        Optional<PostmasterPid> note = PostmasterPid.read(data);
        if (note.isEmpty()) {
            return new None();
        }
        long pid = note.get().pid();
        if (pid == 0) {
            return new Garbled();
        }
        OsProcess process = new OsProcess(pid);
        if (process.isPostgresOn(data)) {
            return process.arguments().contains(MARK) ? new Orphan(pid) : new Foreign(pid);
        }
        if (!process.exists()) {
            return new Gone(pid);
        }
        return process.isZombie() ? new Zombie(pid) : new Stranger(pid);
    }

    /**
     * Makes the directory free for a new server.
     *
     * @return the pid that postmaster.pid still names and the new server must be told to distrust, if any
     * @throws PostgresRefused if somebody else's server is alive there
     */
    static OptionalLong settle(Path data) throws IOException, PostgresRefused {
        OptionalLong stale = switch (of(data)) {
            case None() -> OptionalLong.empty();
            case Gone(long pid) -> OptionalLong.of(pid);
            case Zombie(long pid) -> OptionalLong.of(pid);
            case Stranger(long pid) -> OptionalLong.of(pid);
            case Orphan(long pid) -> {
                stop(new OsProcess(pid), data);
                yield OptionalLong.of(pid);
            }
            case Foreign(long pid) ->
                throw new PostgresRefused(
                        PostgresRefused.Reason.HELD,
                        "A PostgreSQL that Weir did not start (pid %d) is running on %s. Stop it with 'kill -INT %d', then start again."
                                .formatted(pid, data, pid));
            case Garbled() -> {
                Files.deleteIfExists(data.resolve(PostmasterPid.NAME));
                yield OptionalLong.empty();
            }
        };
        endLeftovers(data);
        return stale;
    }

    /** Fast, then immediate, then hard: each is safe for what was committed, only the next start takes longer. */
    private static void stop(OsProcess postmaster, Path data) throws IOException {
        postmaster.signal("INT");
        postmaster.endsWithin(FAST);
        for (String harder : List.of("QUIT", "KILL")) {
            // Asked anew each time: after a wait the pid might be another program's.
            if (postmaster.isPostgresOn(data)) {
                postmaster.signal(harder);
                postmaster.endsWithin(IMMEDIATE);
            }
        }
    }

    /**
     * Backends busy with a query may outlive a killed postmaster and keep its shared memory, which stops a new one from
     * starting. Without a postmaster nothing they do can still be acknowledged as committed by a live server.
     */
    private static void endLeftovers(Path data) throws IOException {
        for (OsProcess backend : OsProcess.allOn(data)) {
            backend.signal("KILL");
            backend.endsWithin(IMMEDIATE);
        }
    }
}
