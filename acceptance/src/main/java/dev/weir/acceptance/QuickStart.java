package dev.weir.acceptance;

import dev.weir.sandbox.SandboxSettings;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Lets workers start in a fraction of the processor time, by what one that lived a whole life has noted down: a run of
 * hundreds of short lives would consist of loading classes otherwise.
 */
final class QuickStart {

    private static final Assignment TRAINING = new Assignment(1, 200);
    private static final int CONCURRENCY = 64;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private QuickStart() {}

    /** The options of the JVM; none where the program does not run from JAR files, of which alone the JVM takes notes. */
    static List<String> options(Arena arena, Path folder) {
        boolean packaged = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .allMatch(entry -> entry.endsWith(".jar"));
        if (!packaged) {
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
