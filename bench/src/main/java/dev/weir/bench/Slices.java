package dev.weir.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a running job a few times a second, so that one can see afterwards what each tenth of it took.
 *
 * <p>What is settled is told by the job's account, one row that is found by its key: a look costs the same however large
 * the job is. Every row of the job has to cost {@link InstantProvider#COST_MILLI}.
 */
final class Slices implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(200);

    private static final String SETTLED = "SELECT posted FROM weir.account WHERE job_id = ? AND kind = 2";

    /**
     * What some rows that were settled after one another took.
     *
     * @param pgMicros of PostgreSQL's processes, all rows together; NaN where unknown
     * @param jvmMicros of this JVM
     */
    record Slice(long from, long to, double seconds, double pgMicros, double jvmMicros) {

        long rows() {
            return to - from;
        }

        double perSecond() {
            return rows() / seconds;
        }

        Map<String, @Nullable Object> toMap() {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            map.put("fromRow", from);
            map.put("toRow", to);
            map.put("rowsPerSecond", Usage.round(perSecond(), 0));
            map.put("pgCpuMicrosPerRow", Usage.round(pgMicros / rows(), 2));
            map.put("jvmCpuMicrosPerRow", Usage.round(jvmMicros / rows(), 2));
            return map;
        }
    }

    private record Look(double seconds, double rows, double pgMicros, double jvmMicros) {

        /** Where things stood when that many rows were settled, on the straight line between two looks. */
        static Look between(Look before, Look after, double rows) {
            double share = (rows - before.rows) / (after.rows - before.rows);
            return new Look(
                    before.seconds + share * (after.seconds - before.seconds),
                    rows,
                    before.pgMicros + share * (after.pgMicros - before.pgMicros),
                    before.jvmMicros + share * (after.jvmMicros - before.jvmMicros));
        }
    }

    private final Connection connection;
    private final PreparedStatement settled;
    private final Meter meter;
    private final long rows;
    private final List<Look> looks = new ArrayList<>();
    private final Thread looking;
    private volatile boolean closed;
    private volatile @Nullable SQLException failure;

    private Slices(BenchDatabases.Loaded loaded, BenchDatabase database, Meter meter) throws SQLException {
        this.connection = database.owner();
        this.settled = connection.prepareStatement(SETTLED);
        settled.setLong(1, loaded.job().id());
        this.meter = meter;
        this.rows = loaded.rows();
        this.looking = Thread.ofPlatform().name("bench-slices").daemon().unstarted(this::look);
    }

    /** Looks at the job from now on until closed. */
    static Slices of(BenchDatabases.Loaded loaded, BenchDatabase database, Meter meter) throws SQLException {
        Slices slices = new Slices(loaded, database, meter);
        slices.looking.start();
        return slices;
    }

    private void look() {
        try {
            boolean last = false;
            while (!last) {
                last = closed;
                looks.add(new Look(System.nanoTime() / 1e9, settled(), meter.pgMicros(), Meter.jvmMicros()));
                if (!last) {
                    Thread.sleep(LOOK);
                }
            }
        } catch (SQLException e) {
            failure = e;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the looks", e);
        }
    }

    private double settled() throws SQLException {
        try (ResultSet result = settled.executeQuery()) {
            return result.next() ? result.getLong(1) / (double) InstantProvider.COST_MILLI : 0;
        }
    }

    /** The job in that many equal slices. Call it when the job has closed and this is closed. */
    List<Slice> in(int number) throws SQLException {
        SQLException failed = failure;
        if (failed != null) {
            throw failed;
        }
        List<Slice> slices = new ArrayList<>();
        Look begin = looks.getFirst();
        for (int slice = 1; slice <= number; slice++) {
            Look end = at(rows * slice / number);
            slices.add(new Slice(
                    Math.round(begin.rows),
                    Math.round(end.rows),
                    end.seconds - begin.seconds,
                    end.pgMicros - begin.pgMicros,
                    end.jvmMicros - begin.jvmMicros));
            begin = end;
        }
        return slices;
    }

    private Look at(long settledRows) {
        for (int i = 1; i < looks.size(); i++) {
            if (looks.get(i).rows >= settledRows) {
                return Look.between(looks.get(i - 1), looks.get(i), settledRows);
            }
        }
        throw new IllegalStateException("only " + looks.getLast().rows + " rows were seen settled");
    }

    @Override
    public void close() throws SQLException {
        closed = true;
        try {
            looking.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
    }
}
