package dev.weir.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A worker as its parent sees it. */
final class WorkerProcess implements AutoCloseable {

    /** For workers that are killed within seconds: code that will never be worth the second compiler's time. */
    static final String SHORT_LIFE = "-XX:TieredStopAtLevel=1";

    private static final String LOGGING = "faults-logback.xml";

    private final Process process;
    private final Path log;
    private volatile long peakRssKib;

    private WorkerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts one.
     *
     * @param jvmOptions such as {@code -Xmx512m}
     * @param log where what it prints is added
     */
    static WorkerProcess start(Order order, String password, List<String> jvmOptions, Path log) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-Dlogback.configurationFile=" + LOGGING));
        // What this JVM was told about its compiler holds for the child too.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-XX:TieredStopAtLevel="))
                .forEach(command::add);
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", QuickStart.classPath(), Worker.class.getName()));
        command.addAll(order.arguments());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put(Order.PASSWORD, password);
        try {
            return new WorkerProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException("no worker can be started", e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL; returns when it is dead. */
    void kill() {
        process.destroyForcibly();
        awaitEnd(Duration.ofSeconds(30));
    }

    /** Whether it died in its trap, or was killed. */
    boolean died() {
        return !process.isAlive() && process.exitValue() == Trap.EXIT_CODE;
    }

    /** Whether it went home because the job has closed. */
    boolean finished() {
        return !process.isAlive() && process.exitValue() == 0;
    }

    /**
     * Waits for its end, however it comes.
     *
     * @throws IllegalStateException when it does not come in time, or is neither a death nor success
     */
    void awaitEnd(Duration patience) {
        if (!endsWithin(patience)) {
            process.destroyForcibly();
            throw new IllegalStateException("a worker has not ended within " + patience + "; see " + log);
        }
    }

    /**
     * Waits for its end, however it comes, and lets it live when it does not come in time.
     *
     * @throws IllegalStateException when it ended by neither a death nor success
     */
    boolean endsWithin(Duration patience) {
        if (!Waiting.until(this::hasEnded, Duration.ofMillis(20), patience)) {
            return false;
        }
        if (!died() && !finished()) {
            throw new IllegalStateException("a worker failed (" + process.exitValue() + "): " + lastWords());
        }
        return true;
    }

    private boolean hasEnded() {
        measure();
        return !process.isAlive();
    }

    /** The most memory it has been seen to use, in KiB; 0 where the system does not tell. */
    long peakRssKib() {
        return peakRssKib;
    }

    private void measure() {
        peakRssKib = Math.max(peakRssKib, ProcFiles.peakKib(process.pid()));
    }

    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return "see " + log;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
