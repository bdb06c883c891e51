package dev.weir.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own on our class path, under the launcher's flags. We write lines to it and it writes lines to us, each
 * of which that counts begins with a mark, since its log may stand around them. Closing kills it; it ends by itself when
 * we do, if it runs {@link Parent#endWith}.
 */
final class ChildJvm implements AutoCloseable {

    /** As the launcher {@code ./weir} has them. */
    static final List<String> FLAGS = List.of(
            "-Xmx512m",
            "-XX:+UseParallelGC",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED");

    private static final int END_SECONDS = 30;

    private final String name;
    private final Process process;
    private final BufferedReader out;
    private final Writer in;

    private ChildJvm(String name, Process process) {
        this.name = name;
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.in = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts a program; what it writes to standard error is ours. */
    static ChildJvm start(Class<?> program, List<String> lines) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        // What this JVM was told about its log and its compiler holds for the child too.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-Dlog") || argument.startsWith("-XX:TieredStopAtLevel="))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ChildJvm child = new ChildJvm(program.getSimpleName(), process);
        child.tell(lines);
        return child;
    }

    void tell(List<String> lines) throws IOException {
        for (String line : lines) {
            in.write(line + "\n");
        }
        in.flush();
    }

    /**
     * Waits for the next line with that mark, and returns the rest of it. The child bounds its own time.
     *
     * @throws IOException when it ends without having written one
     */
    String await(String mark) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(mark)) {
                return line.substring(mark.length());
            }
        }
        throw new IOException(name + ", a process of this bench, has failed; see its output");
    }

    /** @throws IOException when it does not end well, or not in time */
    void awaitEnd() throws IOException, InterruptedException {
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(name + ", a process of this bench, did not end well; see its output");
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
