package dev.weir.app.commands;

import dev.weir.app.enrich.Interrupts;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** A command that runs in this JVM beside the test. */
final class RunningCommand {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicReference<Runnable> stop = new AtomicReference<>();
    private final CompletableFuture<CommandLineHome.Ended> ended;

    private RunningCommand(CommandLineHome home, Tty tty, String... command) {
        Interrupts interrupts = wish -> {
            stop.set(wish);
            return () -> {};
        };
        this.ended = CompletableFuture.supplyAsync(
                () -> home.run(interrupts, tty, out, err, command),
                task -> Thread.ofPlatform().start(task));
    }

    static RunningCommand start(CommandLineHome home, String... command) {
        return start(home, Tty.NONE, command);
    }

    /** On a terminal. */
    static RunningCommand start(CommandLineHome home, Tty tty, String... command) {
        return new RunningCommand(home, tty, command);
    }

    boolean says(String text) {
        return says(Pattern.compile(Pattern.quote(text)));
    }

    private boolean says(Pattern pattern) {
        return pattern.matcher(err.toString(StandardCharsets.UTF_8)).find();
    }

    /** Waits until it says so on standard error. */
    void awaitSaying(String text) throws InterruptedException {
        awaitSaying(Pattern.compile(Pattern.quote(text)));
    }

    void awaitSaying(Pattern pattern) throws InterruptedException {
        await("'" + pattern + "'", () -> says(pattern) || ended.isDone());
        if (!says(pattern)) {
            throw new AssertionError(
                    "ended without saying '" + pattern + "':\n" + err.toString(StandardCharsets.UTF_8));
        }
    }

    /** As Ctrl-C does. */
    void interrupt() {
        stop.get().run();
    }

    CommandLineHome.Ended ended() throws Exception {
        return ended.get(150, TimeUnit.SECONDS);
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited three minutes for " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
