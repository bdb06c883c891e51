package dev.weir.server.enrichment;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds how many rows of this node are at work in memory: started, and waiting for nobody but ourselves.
 *
 * <p>A row that waits for a vendor, or for a row that does, steps aside; it comes back without waiting, since what it
 * brings was paid for. So thousands of slow calls are in flight at once, while rows that are answered at once are
 * finished before others are started, and what they need of memory stays small.
 */
final class WorkingRows {

    /** A row's time aside. */
    interface Aside extends AutoCloseable {

        /** Comes back, over the bound if need be. */
        @Override
        void close();
    }

    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private int working;

    WorkingRows(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("somebody must be allowed to work: " + most);
        }
        this.most = most;
    }

    /** Waits until one more may start, who then has. */
    void start() throws InterruptedException {
        lock.lock();
        try {
            while (working >= most) {
                room.await();
            }
            working++;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Starts one of a small batch, over the bound if need be: behind thousands of rows it would wait longer than it takes.
     * How many there are is bounded by what an engine takes on.
     */
    void startAtOnce() {
        comeBack();
    }

    /** Steps aside, until what is returned is closed: what the row waits for now is not ours. */
    Aside aside() {
        end();
        return this::comeBack;
    }

    /** Has ended. */
    void end() {
        lock.lock();
        try {
            working--;
            if (working < most) {
                room.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void comeBack() {
        lock.lock();
        try {
            working++;
        } finally {
            lock.unlock();
        }
    }
}
