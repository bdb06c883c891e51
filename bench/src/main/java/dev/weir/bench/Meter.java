package dev.weir.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads processors, WAL and statistics before and after a cell. */
final class Meter {

    private static final Duration BEFORE = Duration.ofMillis(250);
    /** Backends report their last statistics when they end, which takes a moment after their client has left. */
    private static final Duration BACKENDS_END = Duration.ofSeconds(10);

    private static final OperatingSystemMXBean JVM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Target target;
    private final long postmaster;
    private final long[] vendors;

    private Meter(Target target, long postmaster, long... vendors) {
        this.target = target;
        this.postmaster = postmaster;
        this.vendors = vendors;
    }

    /** Finds the server's processes, where they run on this machine. */
    static Meter of(Target target) throws SQLException {
        try (Connection connection = new BenchDatabase(target, "postgres").owner()) {
            long backend = number(connection, "SELECT pg_backend_pid()");
            long parent = Proc.isCalled(backend, "postgres") ? Proc.parent(backend) : 0;
            return new Meter(target, Proc.isCalled(parent, "postgres") ? parent : 0);
        }
    }

    /** The same, with the time of those processes counted too, one of which plays the vendor. */
    Meter with(ProcessHandle... others) {
        return new Meter(
                target,
                postmaster,
                Arrays.stream(others).mapToLong(ProcessHandle::pid).toArray());
    }

    /** Processor time of PostgreSQL's processes so far; NaN where it is not to be seen. */
    double pgMicros() {
        return postmaster == 0 ? Double.NaN : treeMicros();
    }

    /** Processor time of this JVM so far. */
    static double jvmMicros() {
        return JVM.getProcessCpuTime() / 1e3;
    }

    /** What is timed. It closes its connections itself. */
    interface Work {
        /** @return p50 and p99 of its latencies in milliseconds, or NaNs */
        double[] run(Clock clock) throws Exception;
    }

    /** Tells the meter when the part that counts begins and ends. */
    interface Clock {
        void begin() throws SQLException;

        void end() throws SQLException;
    }

    static final double[] NO_LATENCY = {Double.NaN, Double.NaN};

    Usage measure(BenchDatabase database, long units, Work work) throws Exception {
        return measure(database, units, work, true);
    }

    /** For work that keeps its connections: backends have not reported all they did, so its commits are not known. */
    Usage measureAlive(BenchDatabase database, long units, Work work) throws Exception {
        return measure(database, units, work, false);
    }

    private Usage measure(BenchDatabase database, long units, Work work, boolean leaves) throws Exception {
        double foreignBefore = foreignBefore();
        String load = Proc.loadAverage();
        double commitsBefore = leaves ? commits(database) : Double.NaN;
        Readings readings = new Readings();
        double[] latency = work.run(readings);
        double commits = leaves ? commits(database) - commitsBefore : Double.NaN;
        Reading from = readings.begun;
        Reading to = readings.ended;
        if (from == null || to == null) {
            throw new IllegalStateException("a cell begins and ends its clock");
        }
        double jvm = (to.jvmNanos - from.jvmNanos) / 1e3;
        double pg = postmaster == 0 ? Double.NaN : to.pgMicros - from.pgMicros;
        double vendor = to.sandboxMicros - from.sandboxMicros;
        long machine = to.machine.total() - from.machine.total();
        return new Usage(
                units,
                (to.nanos - from.nanos) / 1e9,
                pg,
                jvm,
                vendors.length == 0 ? Double.NaN : vendor,
                to.wal - from.wal,
                commits,
                hotPercent(database),
                latency[0],
                latency[1],
                percent(to.machine.busy() - from.machine.busy(), machine),
                foreign(from, to, jvm + pg + vendor),
                foreignBefore,
                percent(to.machine.steal() - from.machine.steal(), machine),
                load);
    }

    private record Reading(
            long nanos, long jvmNanos, long pgMicros, long sandboxMicros, Proc.Machine machine, double wal) {}

    private final class Readings implements Clock {
        private @Nullable Reading begun;
        private @Nullable Reading ended;

        @Override
        public void begin() throws SQLException {
            double wal = wal();
            begun = reading(wal, System.nanoTime());
        }

        @Override
        public void end() throws SQLException {
            long now = System.nanoTime();
            Reading read = reading(0, now);
            ended = new Reading(now, read.jvmNanos, read.pgMicros, read.sandboxMicros, read.machine, wal());
        }

        private Reading reading(double wal, long nanos) {
            return Meter.this.reading(wal, nanos);
        }
    }

    private Reading reading(double wal, long nanos) {
        return new Reading(
                nanos,
                JVM.getProcessCpuTime(),
                treeMicros(),
                Arrays.stream(vendors).map(Proc::treeMicros).sum(),
                Proc.machine(),
                wal);
    }

    private long treeMicros() {
        return postmaster == 0 ? 0 : Proc.treeMicros(postmaster);
    }

    private double foreignBefore() throws InterruptedException {
        Reading from = reading(0, System.nanoTime());
        Thread.sleep(BEFORE);
        Reading to = reading(0, System.nanoTime());
        double ours = (to.jvmNanos - from.jvmNanos) / 1e3 + to.pgMicros - from.pgMicros;
        return foreign(from, to, ours + to.sandboxMicros - from.sandboxMicros);
    }

    private static double foreign(Reading from, Reading to, double oursMicros) {
        double busy = to.machine.busy() - from.machine.busy() - oursMicros / Proc.TICK_MICROS;
        return Math.max(0, percent(busy, to.machine.total() - from.machine.total()));
    }

    private static double percent(double part, double whole) {
        return whole == 0 ? Double.NaN : 100 * part / whole;
    }

    private double wal() throws SQLException {
        try (Connection connection = new BenchDatabase(target, "postgres").owner()) {
            return number(connection, "SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint");
        }
    }

    private long commits(BenchDatabase database) throws SQLException, InterruptedException {
        try (Connection connection = new BenchDatabase(target, "postgres").owner();
                PreparedStatement left = connection.prepareStatement(
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = ? AND backend_type = 'client backend'");
                PreparedStatement commits =
                        connection.prepareStatement("SELECT xact_commit FROM pg_stat_database WHERE datname = ?")) {
            long deadline = System.nanoTime() + BACKENDS_END.toNanos();
            left.setString(1, database.name());
            while (one(left) > 0 && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
            commits.setString(1, database.name());
            return one(commits);
        }
    }

    private static double hotPercent(BenchDatabase database) throws SQLException {
        try (Connection connection = database.owner();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT coalesce(sum(n_tup_hot_upd), 0),"
                        + " coalesce(sum(n_tup_upd), 0) FROM pg_stat_user_tables")) {
            result.next();
            return percent(result.getDouble(1), result.getDouble(2));
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return one(statement);
        }
    }

    private static long one(PreparedStatement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getLong(1);
        }
    }
}
