package dev.weir.acceptance;

import dev.weir.sandbox.SandboxSettings;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Lets workers start in a fraction of the processor time, by what one that lived a whole life has noted down: a run of
 * hundreds of short lives would consist of loading classes otherwise.
 */
final class QuickStart {

    private static final Assignment TRAINING = new Assignment(1, 200);
    private static final int CONCURRENCY = 64;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private QuickStart() {}

    /**
     * The class path of workers: this JVM's, without the folders (of tests) where workers are packaged, since the JVM takes
     * notes of JAR files alone.
     */
    static String classPath() {
        String all = System.getProperty("java.class.path");
        return isPackaged()
                ? Arrays.stream(all.split(File.pathSeparator))
                        .filter(QuickStart::isJar)
                        .collect(Collectors.joining(File.pathSeparator))
                : all;
    }

    private static boolean isPackaged() {
        return isJar(
                Worker.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    private static boolean isJar(String entry) {
        return entry.endsWith(".jar");
    }

    /** The options of the JVM; none where workers are not packaged. */
    static List<String> options(Arena arena, Path folder) {
        if (!isPackaged()) {
            return List.of();
        }
        Path notes = folder.resolve("workers.aot");
        try (Stage stage = arena.stage("training", TRAINING, SandboxSettings.DEFAULT);
                WorkerProcess worker = stage.worker(
                        stage.order(CONCURRENCY, false),
                        WorkerProcess.SHORT_LIFE,
                        "-XX:AOTCacheOutput=" + notes.toAbsolutePath())) {
            worker.awaitEnd(PATIENCE);
        }
        return Files.exists(notes) ? List.of("-XX:AOTCache=" + notes.toAbsolutePath()) : List.of();
    }
}
