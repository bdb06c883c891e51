package dev.weir.temporal.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Temporal's server and its schema tool, built from their Go module.
 *
 * @param server the program that serves
 * @param sql the program that lays out its databases
 */
record TemporalBinaries(Path server, Path sql) {
    static final String MODULE = "go.temporal.io/server";
    static final String VERSION = "v1.30.8";

    private static final String SERVER_PACKAGE = MODULE + "/cmd/server@" + VERSION;
    private static final String SQL_PACKAGE = MODULE + "/cmd/tools/sql@" + VERSION;
    private static final long MINUTES_TO_BUILD = 30;

    /**
     * Those in a cache folder, which are built there when they are missing or of another version: minutes, at the first
     * time. Several programs may share the folder.
     */
    static TemporalBinaries in(Path cache) {
        return in(cache, "go");
    }

    /** @param go the program to build with */
    static TemporalBinaries in(Path cache, String go) {
        Path folder = cache.toAbsolutePath().normalize();
        TemporalBinaries binaries = new TemporalBinaries(folder.resolve("server"), folder.resolve("sql"));
        Path version = folder.resolve("version");
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var _ = channel.lock()) {
                if (!binaries.areThere() || !isOurs(version)) {
                    Files.deleteIfExists(version);
                    build(go, folder, SERVER_PACKAGE);
                    build(go, folder, SQL_PACKAGE);
                    // Last, so that a build cut short is no build.
                    Files.writeString(version, MODULE + " " + VERSION + "\n");
                }
            }
        } catch (IOException failed) {
            throw new IllegalStateException("The Temporal server cannot be kept in " + folder + ": " + failed, failed);
        }
        return binaries;
    }

    private static boolean isOurs(Path version) throws IOException {
        return Files.exists(version) && Files.readString(version).strip().equals(MODULE + " " + VERSION);
    }

    private boolean areThere() {
        return Files.isExecutable(server) && Files.isExecutable(sql);
    }

    private static void build(String go, Path folder, String goPackage) throws IOException {
        Path log = folder.resolve("build.log");
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(go, "install", goPackage)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().putAll(Map.of("GOBIN", folder.toString()));
            process = builder.start();
        } catch (IOException noGo) {
            throw new IllegalStateException(
                    "A real Temporal server is built from its Go module, and there is no program '" + go
                            + "' here. Install Go 1.25 or newer and put it on the PATH, or lay the programs 'server' and"
                            + " 'sql' into " + folder + " with a file 'version' that says '" + MODULE + " " + VERSION
                            + "'.",
                    noGo);
        }
        if (endsWell(process)) {
            return;
        }
        List<String> said = Files.readAllLines(log);
        throw new IllegalStateException("'go install " + goPackage
                + "' failed. The module must come from a proxy that has it (go env GOPROXY). It said: "
                + String.join("\n", said.subList(Math.max(0, said.size() - 10), said.size())));
    }

    private static boolean endsWell(Process process) {
        try {
            return process.waitFor(MINUTES_TO_BUILD, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.destroy();
        }
    }
}
