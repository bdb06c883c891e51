package dev.weir.acceptance.large;

import dev.weir.acceptance.ProcFiles;
import dev.weir.acceptance.large.Sample.Memory;
import dev.weir.acceptance.large.Sample.Phase;
import dev.weir.acceptance.large.Sample.Spent;
import dev.weir.postgres.Address;
import dev.weir.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a running {@code weir enrich} from outside: at its processes and at the job's own counts in the home's database.
 *
 * <p>Processor time of a process that has ended is what it had when last looked at.
 */
final class Observer implements AutoCloseable {

    private static final String STANDS = """
            SELECT s.phase, (SELECT coalesce(sum(completed_rows + failed_rows), 0) FROM weir.batch b
                             WHERE b.job_id = s.job_id)
            FROM weir.job_state s ORDER BY s.job_id DESC LIMIT 1
            """;

    private final Process weir;
    private final Path home;
    private final long beganNanos = System.nanoTime();
    private final Map<Long, Long> sandboxes = new HashMap<>();
    private final Map<Long, Long> postmasters = new HashMap<>();
    private final List<Sample> samples = new ArrayList<>();
    private final long memoryEveryNanos;
    private @Nullable Connection connection;
    private long memoryAtNanos = beganNanos;
    private Memory memory = Memory.NONE;
    private Phase phase = Phase.READING;
    private int rows;
    private long weirMicros;

    /** @param memoryEveryNanos how often PostgreSQL's memory is looked at, which costs it some milliseconds */
    Observer(Process weir, Path home, long memoryEveryNanos) {
        this.weir = weir;
        this.home = home;
        this.memoryEveryNanos = memoryEveryNanos;
        samples.add(new Sample(0, phase, 0, Spent.NONE, memory));
    }

    void look() {
        try {
            askDatabase();
        } catch (SQLException notNow) {
            // It is still starting, or has ended; processes are looked at all the same.
            close();
        }
        Spent spent = spent();
        long now = System.nanoTime();
        lookAtMemory(now);
        samples.add(new Sample((now - beganNanos) / 1_000, phase, rows, spent, memory));
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    private void askDatabase() throws SQLException {
        Connection open = connection;
        if (open == null) {
            Optional<Address> address = EmbeddedPostgres.running(home);
            if (address.isEmpty()) {
                return;
            }
            Address there = address.get();
            open = DriverManager.getConnection(
                    there.jdbcUrl(EmbeddedPostgres.DATABASE), there.user(), there.password());
            connection = open;
        }
        try (Statement statement = open.createStatement();
                ResultSet row = statement.executeQuery(STANDS)) {
            if (row.next()) {
                rows = row.getInt(2);
                phase = switch (row.getString(1)) {
                    case "ingesting" -> Phase.INGESTING;
                    case "closed" -> Phase.WRITING;
                    default -> Phase.ASKING;
                };
            }
        }
    }

    private Spent spent() {
        for (ProcessHandle java : ProcFiles.descendants(weir.toHandle(), "java")) {
            sandboxes.merge(java.pid(), ProcFiles.processorMicros(java.pid(), false), Math::max);
        }
        postmasters().forEach(one -> postmasters.merge(one.pid(), treeMicros(one), Math::max));
        weirMicros = Math.max(weirMicros, ProcFiles.processorMicros(weir.pid(), false));
        return new Spent(weirMicros, sum(sandboxes), sum(postmasters));
    }

    /** PostgreSQL's processes have one parent, which alone has a parent of another name. */
    private List<ProcessHandle> postmasters() {
        return ProcFiles.descendants(weir.toHandle(), "postgres").stream()
                .filter(one -> one.parent()
                        .flatMap(parent -> ProcFiles.name(parent.pid()))
                        .filter("postgres"::equals)
                        .isEmpty())
                .toList();
    }

    private static long treeMicros(ProcessHandle postmaster) {
        return ProcFiles.processorMicros(postmaster.pid(), true)
                + postmaster
                        .children()
                        .mapToLong(child -> ProcFiles.processorMicros(child.pid(), true))
                        .sum();
    }

    private static long sum(Map<Long, Long> micros) {
        return micros.values().stream().mapToLong(Long::longValue).sum();
    }

    private void lookAtMemory(long now) {
        long weirKib = ProcFiles.rssKib(weir.pid());
        if (weirKib == 0) {
            return;
        }
        long sandboxKib =
                sandboxes.keySet().stream().mapToLong(ProcFiles::rssKib).sum();
        long postgresKib = memory.postgres();
        if (memory == Memory.NONE || now - memoryAtNanos >= memoryEveryNanos) {
            memoryAtNanos = now;
            postgresKib = ProcFiles.descendants(weir.toHandle(), "postgres").stream()
                    .mapToLong(one -> ProcFiles.pssKib(one.pid()))
                    .sum();
        }
        memory = new Memory(weirKib, sandboxKib, postgresKib);
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException gone) {
                // That is what was wanted.
            }
        }
    }
}
