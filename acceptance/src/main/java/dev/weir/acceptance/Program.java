package dev.weir.acceptance;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The program as a user starts it, in a home of its own.
 *
 * @param command the launcher, or a command with its arguments
 * @param log where is added what its commands say beside their answers
 * @param environment what they find there beside the home
 */
public record Program(List<String> command, Path home, Path log, Map<String, String> environment) {

    public Program {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** What a command printed, and its exit code. */
    public record Ended(int code, String out) {}

    /** A new home and a log in a folder. */
    public static Program in(Path folder, List<String> command) throws IOException {
        return new Program(
                command, Files.createDirectories(folder.resolve("home")), folder.resolve("log.txt"), Map.of());
    }

    /** The same with one more variable in its environment. */
    public Program with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new Program(command, home, log, more);
    }

    /** Runs a command to its end. */
    public Ended run(String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile(home, "out-", ".txt");
        int code = start(out, arguments).waitFor();
        String printed = Files.readString(out, StandardCharsets.UTF_8);
        Files.delete(out);
        return new Ended(code, printed);
    }

    /** What {@code weir verify} says; empty when it finds nothing wrong. */
    public String verified() throws IOException, InterruptedException {
        Ended ended = run("verify");
        return ended.code() == 0 ? "" : ended.out().strip();
    }

    /** Starts a command. @param out where what it prints goes */
    public Process start(Path out, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(all)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("WEIR_HOME", home.toAbsolutePath().toString());
        builder.environment().keySet().removeAll(List.of("WEIR_DB_URL", "WEIR_DB_ADMIN_URL", "WEIR_PROVIDERS"));
        builder.environment().putAll(environment);
        return builder.start();
    }
}
