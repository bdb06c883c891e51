package dev.weir.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command of the program that goes on running: a server, a sandbox, a worker of somebody's own. */
public final class Running implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern SANDBOX = Pattern.compile("(http://127\\.0\\.0\\.1:\\d+)");

    private final Process process;
    private final String said;

    private Running(Process process, String said) {
        this.process = process;
        this.said = said;
    }

    /**
     * Starts one, and returns when it has said what is waited for.
     *
     * @param wanted with one group, which is what {@link #said} tells
     * @throws IOException when it ends before, or says nothing of the kind within two minutes
     */
    public static Running start(Program weir, Pattern wanted, String... arguments)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(weir.home(), arguments[0] + "-", ".txt");
        Process process = weir.start(out, arguments);
        Deadline deadline = Deadline.in(PATIENCE);
        boolean runs = false;
        try {
            while (!deadline.left().isZero()) {
                boolean ended = process.waitFor(50, TimeUnit.MILLISECONDS);
                Matcher found = wanted.matcher(Files.readString(out));
                if (found.find()) {
                    runs = true;
                    return new Running(process, found.group(1));
                }
                if (ended) {
                    throw new IOException(
                            "weir " + arguments[0] + " ended with " + process.exitValue() + "; see " + weir.log());
                }
            }
            throw new IOException("weir " + arguments[0] + " does not say that it runs; see " + weir.log());
        } finally {
            if (!runs) {
                // Also when whoever waits is interrupted: nobody else would ever end it.
                process.destroyForcibly();
            }
        }
    }

    /** Starts the sandbox; it listens when this returns. @param settings of its vendors */
    public static Running sandbox(Program weir, Path settings) throws IOException, InterruptedException {
        return start(weir, SANDBOX, "sandbox", "--settings", settings.toString());
    }

    /** What it was waited for to say, such as its address. */
    public String said() {
        return said;
    }

    /** Of its process. */
    public long pid() {
        return process.pid();
    }

    /** SIGKILL; returns when it is dead. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(30, TimeUnit.SECONDS);
    }

    /** Tells it to end, and waits. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
