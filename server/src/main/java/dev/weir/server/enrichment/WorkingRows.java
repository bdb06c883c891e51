package dev.weir.server.enrichment;

import java.util.concurrent.atomic.AtomicInteger;
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

    // Who waits starts several rows when it wakes: waking for each that ends would cost more than starting it.
    private static final int ROOMS_OF_MOST = 32;

    private final int most;
    private final int enough;
    private final AtomicInteger working = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    // Written under the lock. Whoever waits counts itself before it looks; whoever ends looks here afterwards.
    private volatile int waiting;

    WorkingRows(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("somebody must be allowed to work: " + most);
        }
        this.most = most;
        this.enough = most - Math.max(1, most / ROOMS_OF_MOST);
    }

    /** Waits until one more may start, who then has. */
    void start() throws InterruptedException {
        if (!tryStart()) {
            lock.lock();
            try {
                waiting++;
                while (!tryStart()) {
                    room.await();
                }
            } finally {
                waiting--;
                wakeNext();
                lock.unlock();
            }
        }
    }

    private boolean tryStart() {
        int now = working.get();
        while (now < most) {
            if (working.compareAndSet(now, now + 1)) {
                return true;
            }
            now = working.get();
        }
        return false;
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
        if (working.decrementAndGet() <= enough && waiting > 0) {
            lock.lock();
            try {
                wakeNext();
            } finally {
                lock.unlock();
            }
        }
    }

    private void wakeNext() {
        if (waiting > 0 && working.get() <= enough) {
            room.signal();
        }
    }

    private void comeBack() {
        working.incrementAndGet();
    }
}
