package dev.weir.acceptance.large;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The program as a user starts it, in a home of its own.
 *
 * @param launcher the script {@code weir}
 */
record Program(Path launcher, Path home) {

    /** What a command printed, and its exit code. */
    record Ended(int code, String out) {}

    /** Runs a command to its end. */
    Ended run(Path log, String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile(home, "out-", ".txt");
        Process process = start(out, log, arguments);
        int code = process.waitFor();
        String printed = Files.readString(out, StandardCharsets.UTF_8);
        Files.delete(out);
        return new Ended(code, printed);
    }

    /** @param looks how often the run is looked at */
    Profile observe(int rows, Duration looks, Duration memoryLooks, Path out, Path log, String... arguments)
            throws IOException, InterruptedException {
        Process process = start(out, log, arguments);
        try (Observer observer = new Observer(process, home, memoryLooks.toNanos())) {
            do {
                observer.look();
            } while (!process.waitFor(looks.toMillis(), TimeUnit.MILLISECONDS));
            observer.look();
            if (process.exitValue() != 0) {
                throw new IOException(
                        "weir " + String.join(" ", arguments) + " ended with " + process.exitValue() + "; see " + log);
            }
            return new Profile(rows, observer.samples());
        } finally {
            process.destroy();
        }
    }

    private Process start(Path out, Path log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("WEIR_HOME", home.toAbsolutePath().toString());
        builder.environment().keySet().removeAll(List.of("WEIR_DB_URL", "WEIR_DB_ADMIN_URL", "WEIR_PROVIDERS"));
        return builder.start();
    }
}
