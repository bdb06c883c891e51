package dev.weir.acceptance.chaos.inside;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The door through which woven classes say where they are. Costs a map's look-up where nothing is armed; before the agent
 * has begun it does nothing.
 */
public final class Points {

    /** What a process that the system kills says too. */
    static final int KILLED = 137;

    private static volatile @Nullable Watch watch;

    private Points() {}

    static void open(Watch begun) {
        watch = begun;
    }

    /**
     * The calling thread has come to that point. What is armed there happens.
     *
     * @throws PlantedFailure if that is what is armed
     */
    public static void reached(String point) {
        Arming arming = take(point);
        if (arming == null) {
            return;
        }
        if (arming.action() == Arming.Action.THROW) {
            throw new PlantedFailure(arming.id(), point);
        }
        act(arming);
    }

    /** Counts one of {@link Counter}. */
    public static void count(String counter) {
        Watch begun = watch;
        if (begun != null) {
            begun.count(counter);
        }
    }

    /** Notes that the point was reached. @return what has to happen now, which is noted as fired; null mostly */
    static @Nullable Arming take(String point) {
        Watch begun = watch;
        return begun == null ? null : begun.reached(point);
    }

    /** Halts or stalls, now or soon. */
    static void act(Arming arming) {
        later(arming.after(), arming.action() == Arming.Action.HALT ? Points::halt : Points::stall);
    }

    /** Does that now, or soon in a thread of its own. */
    static void later(Duration after, Runnable what) {
        if (after.isZero()) {
            what.run();
        } else {
            Thread.ofPlatform().daemon().name("chaos-later").start(() -> {
                long until = System.nanoTime() + after.toNanos();
                for (long left = after.toNanos(); left > 0; left = until - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                what.run();
            });
        }
    }

    private static void halt() {
        Watch begun = watch;
        if (begun != null) {
            begun.tell();
        }
        Runtime.getRuntime().halt(KILLED);
    }

    private static void stall() {
        boolean interrupted = false;
        try {
            Process stop = new ProcessBuilder(
                            "sh", "-c", "kill -STOP " + ProcessHandle.current().pid())
                    .inheritIO()
                    .start();
            for (boolean ended = false; !ended; ) {
                try {
                    stop.waitFor();
                    ended = true;
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
            if (stop.exitValue() != 0) {
                throw new IllegalStateException("kill -STOP ended with " + stop.exitValue());
            }
        } catch (IOException e) {
            throw new IllegalStateException("this process cannot be stopped", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
