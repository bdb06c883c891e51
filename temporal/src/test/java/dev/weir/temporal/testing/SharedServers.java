package dev.weir.temporal.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Servers that all tests of a JVM share, each started by the first that asks for it; they end with the JVM. */
public final class SharedServers {

    private static final class InMemory {
        private static final TestServerProcess SERVER = TestServerProcess.start();
    }

    private static final class Real {
        private static final RealServer SERVER = startReal();
    }

    private SharedServers() {}

    /** The one that the system property {@code weir.temporal.server} names: {@code real}, else one that keeps nothing. */
    public static TemporalServer chosen() {
        return "real".equals(System.getProperty("weir.temporal.server")) ? real() : InMemory.SERVER;
    }

    /** In a folder that is deleted when it ends. */
    public static TemporalServer real() {
        return Real.SERVER;
    }

    private static RealServer startReal() {
        try {
            Path folder = Files.createTempDirectory("weir-temporal-");
            RealServer server = RealServer.start(RealServer.programs(), folder);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, folder), "temporal-stop"));
            return server;
        } catch (IOException failed) {
            throw new IllegalStateException("no folder for a Temporal server: " + failed.getMessage(), failed);
        }
    }

    private static void end(RealServer server, Path folder) {
        server.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException failed) {
            throw new IllegalStateException("left behind: " + folder, failed);
        }
    }
}
