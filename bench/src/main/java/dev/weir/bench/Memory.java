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
import org.jspecify.annotations.Nullable;

/**
 * What the server's JVM weighs: peak resident memory of a process of its own, under the launcher's flags.
 *
 * @param rssMiB NaN where the system does not tell
 */
record Memory(double rssMiB, double rowsPerSecond) {

    /** As the launcher {@code ./weir} has them. */
    static final List<String> FLAGS = List.of(
            "-Xmx512m",
            "-XX:+UseParallelGC",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED");

    /** @throws IOException when the child fails or takes too long; it has ended then */
    static Memory weigh(BenchDatabase database, int rows) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        // What this JVM was told about its log holds for the child too.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-Dlog"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MemoryProgram.class.getName()));
        Process child = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8);
                Writer in = child.outputWriter(StandardCharsets.UTF_8)) {
            Target target = database.target();
            for (String line : List.of(
                    target.ownerUrl(),
                    target.owner(),
                    target.ownerPassword(),
                    target.appPassword(),
                    database.name(),
                    Integer.toString(rows))) {
                in.write(line + "\n");
            }
            in.flush();
            String result = result(out);
            if (!child.waitFor(30, TimeUnit.SECONDS) || child.exitValue() != 0 || result == null) {
                throw new IOException("the JVM to be weighed has failed; see its output");
            }
            String[] numbers = result.split(" ", -1);
            long kib = Long.parseLong(numbers[0]);
            return new Memory(kib == 0 ? Double.NaN : kib / 1024.0, Long.parseLong(numbers[1]));
        } finally {
            child.destroyForcibly();
        }
    }

    /** The child bounds its own time, and its log may stand around the result. */
    private static @Nullable String result(BufferedReader out) throws IOException {
        String result = null;
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(MemoryProgram.RESULT)) {
                result = line.substring(MemoryProgram.RESULT.length());
            }
        }
        return result;
    }
}
