package dev.weir.acceptance;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another process does, which can only be looked at now and then. */
public final class Waiting {

    private static final Duration LOOK = Duration.ofMillis(200);

    private Waiting() {}

    /** Looks at another process, which may refuse. */
    @FunctionalInterface
    public interface Look {
        boolean isSo() throws IOException, InterruptedException;
    }

    /** Looks until it is so. @throws IOException when it is not within {@code patience} */
    public static void until(String what, Duration patience, Look look) throws IOException, InterruptedException {
        Deadline deadline = Deadline.in(patience);
        while (!look.isSo()) {
            if (deadline.left().isZero()) {
                throw new IOException("it is not so after " + patience.toSeconds() + " s: " + what);
            }
            Thread.sleep(LOOK);
        }
    }

    /** Looks until it is so; false when it is not within {@code patience}. */
    public static boolean until(BooleanSupplier so, Duration every, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            pause(every);
        }
        return true;
    }

    /** Does nothing for so long. */
    public static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
