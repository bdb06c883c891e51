package dev.weir.acceptance.chaos.faults;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;

/**
 * Keeps apart what must not be at once, since somebody would have to come to its help, or it would show nothing. Everything
 * else may meet.
 *
 * <ul>
 *   <li>A server is started, and the database or Temporal is away, or breaks connections off: it says what it misses and ends, and whoever operates it
 *       starts it again. A server that runs already has to bear both, and may be killed meanwhile.
 *   <li>Two servers are held still beyond their lease: nobody would be there to take over.
 *   <li>A server falls in its turn while the other one is not up, or the other one falls before that one is back: nobody would take
 *       over, and nothing be known of how long that takes.
 *   <li>Two of what all share are away: one thread does them one after another.
 *   <li>The disk is full and no server is up: nobody would write. The disk waits for a server.
 * </ul>
 */
final class Apart {

    private final ReentrantReadWriteLock ground = new ReentrantReadWriteLock(true);
    private final Semaphore still = new Semaphore(1);
    private final Semaphore turn = new Semaphore(1);

    /** Done in its turn. */
    @FunctionalInterface
    interface Act<T> {
        T run() throws IOException, InterruptedException;
    }

    /** Starts a server, and waits with that until what it needs is there. */
    <T> T starting(Act<T> start) throws IOException, InterruptedException {
        return under(ground.readLock(), start);
    }

    /** Takes away what a server needs to start, when those that are starting have started. */
    <T> T away(Act<T> fault) throws IOException, InterruptedException {
        return under(ground.writeLock(), fault);
    }

    /** Whether it is away at this moment. */
    boolean isAway() {
        return ground.isWriteLocked();
    }

    private static <T> T under(Lock lock, Act<T> act) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            return act.run();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a server may be held still now; whoever was told so says {@link #moves} in the end. */
    boolean mayHold() {
        return still.tryAcquire();
    }

    void moves() {
        still.release();
    }

    /**
     * Whether it is a server's turn to fall; whoever was told so says {@link #isBack} in the end.
     *
     * @param other whether the other one is up, and will be there to take over
     */
    boolean mayFall(BooleanSupplier other) {
        if (!turn.tryAcquire()) {
            return false;
        }
        boolean up = false;
        try {
            up = other.getAsBoolean();
        } finally {
            if (!up) {
                turn.release();
            }
        }
        return up;
    }

    void isBack() {
        turn.release();
    }

    /** Whether a server may fall out of its turn: the other one is not in its own, whether it is up or not. */
    boolean mayFallOutOfTurn() {
        return turn.availablePermits() > 0;
    }
}
