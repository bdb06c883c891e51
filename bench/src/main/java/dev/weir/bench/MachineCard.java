package dev.weir.bench;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the figures were measured on; absolute numbers mean nothing without it.
 *
 * @param settings of PostgreSQL that differ from its defaults, but for names of places
 * @param fdatasyncMicros median of forcing 8 KiB to the disk that PostgreSQL writes to, or to the temporary folder's
 * @param roundTripMicros median of {@code SELECT 1}, prepared
 */
record MachineCard(
        int cores,
        String cpu,
        String os,
        String java,
        String postgres,
        Map<String, String> settings,
        double fdatasyncMicros,
        double roundTripMicros,
        String loadAverage) {

    private static final int SYNCS = 100;
    private static final int TRIPS = 2_000;

    private static final String SETTINGS = """
            SELECT name, current_setting(name) FROM pg_settings
            WHERE source NOT IN ('default', 'override', 'client', 'session')
              AND name !~ '(file|directory|directories|port|listen|cluster_name|^lc_|^log|datestyle|timezone|search)'
              AND name NOT LIKE '%.%'
            ORDER BY name
            """;

    /** @throws Problem when the server trades durability for speed: nothing measured there would mean anything */
    static MachineCard of(Target target) throws SQLException, IOException {
        try (Connection connection = new BenchDatabase(target, "postgres").owner()) {
            requireDurable(connection);
            Map<String, String> settings = new LinkedHashMap<>();
            try (PreparedStatement statement = connection.prepareStatement(SETTINGS);
                    ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    settings.put(result.getString(1), result.getString(2));
                }
            }
            return new MachineCard(
                    Runtime.getRuntime().availableProcessors(),
                    Proc.cpuModel(),
                    System.getProperty("os.name") + " " + System.getProperty("os.version"),
                    System.getProperty("java.runtime.version"),
                    show(connection, "server_version"),
                    settings,
                    fdatasync(Path.of(show(connection, "data_directory"))),
                    roundTrip(connection),
                    Proc.loadAverage());
        }
    }

    /** For people. */
    List<String> lines() {
        return List.of(
                String.format(Locale.ROOT, "%d cores, %s; %s; Java %s; load %s", cores, cpu, os, java, loadAverage),
                String.format(
                        Locale.ROOT,
                        "PostgreSQL %s; fdatasync of 8 KiB %.0f µs; SELECT 1 %.0f µs; client and server share the cores",
                        postgres,
                        fdatasyncMicros,
                        roundTripMicros),
                "settings: " + settings);
    }

    Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("cores", cores);
        map.put("cpu", cpu);
        map.put("os", os);
        map.put("java", java);
        map.put("postgres", postgres);
        map.put("settings", settings);
        // On a disk in memory it is less than one.
        map.put("fdatasyncMicros", Usage.round(fdatasyncMicros, 2));
        map.put("roundTripMicros", Usage.round(roundTripMicros, 0));
        map.put("loadAverage", loadAverage);
        return map;
    }

    private static void requireDurable(Connection connection) throws SQLException {
        for (String name : new String[] {"fsync", "synchronous_commit", "full_page_writes", "autovacuum"}) {
            String value = show(connection, name);
            if (!value.equals("on")) {
                throw Problem.conflict(
                        "not_durable",
                        "This PostgreSQL runs with " + name + " = " + value
                                + ", so that nothing measured on it means anything; set it to on.");
            }
        }
    }

    private static String show(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT current_setting(?)")) {
            statement.setString(1, name);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getString(1);
            }
        }
    }

    private static double fdatasync(Path data) throws IOException {
        Path parent = data.getParent();
        Path file = parent != null && Files.isWritable(parent)
                ? Files.createTempFile(parent, "weir-bench", ".sync")
                : Files.createTempFile("weir-bench", ".sync");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            double[] micros = new double[SYNCS];
            for (int i = 0; i < SYNCS; i++) {
                channel.position(0);
                channel.write(ByteBuffer.allocate(8_192));
                long from = System.nanoTime();
                channel.force(false);
                micros[i] = (System.nanoTime() - from) / 1e3;
            }
            return median(micros);
        } finally {
            Files.delete(file);
        }
    }

    private static double roundTrip(Connection connection) throws SQLException {
        double[] micros = new double[TRIPS];
        try (PreparedStatement statement = connection.prepareStatement("SELECT 1")) {
            for (int i = 0; i < TRIPS; i++) {
                long from = System.nanoTime();
                try (ResultSet result = statement.executeQuery()) {
                    result.next();
                }
                micros[i] = (System.nanoTime() - from) / 1e3;
            }
        }
        return median(micros);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
