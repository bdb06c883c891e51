package dev.weir.bench;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Starts the server on a database that is there, again and again, and measures from the start of its JVM to the first
 * answer of {@code /health}. The embedded PostgreSQL is started within that time, as it is for a user.
 */
public final class StartBench {

    private static final Duration LOOK = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final StartOptions options;
    private final Path home;
    private final PrintStream progress;

    private StartBench(StartOptions options, Path home, PrintStream progress) {
        this.options = options;
        this.home = home;
        this.progress = progress;
    }

    /** @param home an empty folder */
    public static StartReport run(StartOptions options, Path home, PrintStream progress)
            throws IOException, InterruptedException {
        return new StartBench(options, home, progress).measure();
    }

    private StartReport measure() throws IOException, InterruptedException {
        String machine = StartReport.machine();
        progress.println("preparing a home ...");
        start(false);
        boolean hasCache = Files.exists(options.cache());
        List<Double> cached = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        for (int i = 0; i < options.starts(); i++) {
            if (hasCache) {
                cached.add(told("with cache", start(true)));
            }
            bare.add(told("without", start(false)));
        }
        return new StartReport(machine, cached, bare);
    }

    private double told(String kind, double seconds) {
        progress.println(String.format(Locale.ROOT, "%s: %.2f s", kind, seconds));
        return seconds;
    }

    /** Starts one, ends it again, and says how long the start took, in seconds. */
    private double start(boolean cached) throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = new ArrayList<>(options.java());
        if (cached) {
            command.add("-XX:AOTCache=" + options.cache());
        }
        command.addAll(List.of("-jar", options.jar().toString(), "serve", "--port", String.valueOf(port)));
        Path log = home.resolve("serve.log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("WEIR_"));
        builder.environment().put("WEIR_HOME", home.resolve("home").toString());
        long began = System.nanoTime();
        Process server = builder.start();
        try {
            while (!answers(port)) {
                if (!server.isAlive() || System.nanoTime() - began > PATIENCE.toNanos()) {
                    throw new Problem(
                            Problem.Kind.UNAVAILABLE,
                            "start_failed",
                            "The server does not start:",
                            Files.readAllLines(log));
                }
                TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
            }
            return (System.nanoTime() - began) / 1e9;
        } finally {
            server.destroy();
            if (!server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        }
    }

    private static boolean answers(int port) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + "/health").toURL().openConnection(Proxy.NO_PROXY);
            try {
                return connection.getResponseCode() == 200;
            } finally {
                connection.disconnect();
            }
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
