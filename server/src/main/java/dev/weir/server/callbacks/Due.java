package dev.weir.server.callbacks;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Workspaces for which something is to be done, and when: what comes in the meantime is done together. */
final class Due {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Long, Long> readyAt = new HashMap<>();
    // When those that have just been done may be done again.
    private final Map<Long, Long> notBefore = new HashMap<>();
    private boolean isToLook;
    private boolean closed;

    /** Something has come in for that workspace. */
    void came(long workspaceId) {
        lock.lock();
        try {
            long now = System.nanoTime();
            Long earliest = notBefore.get(workspaceId);
            long at = earliest == null || earliest - now < 0 ? now : earliest;
            readyAt.merge(workspaceId, at, (one, other) -> one - other < 0 ? one : other);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** One of those who take is to look by itself. */
    void look() {
        lock.lock();
        try {
            isToLook = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** What comes for it from now on waits so long. */
    void rest(long workspaceId, long nanos) {
        lock.lock();
        try {
            long now = System.nanoTime();
            notBefore.values().removeIf(at -> at - now < 0);
            notBefore.put(workspaceId, now + nanos);
        } finally {
            lock.unlock();
        }
    }

    /** Takes one that is ready, waiting for it no longer than that. Empty when none was, or it is to look, or it is closed. */
    Optional<Long> take(long nanos) {
        lock.lock();
        try {
            long end = System.nanoTime() + nanos;
            while (!closed) {
                long now = System.nanoTime();
                long wait = end - now;
                for (Iterator<Map.Entry<Long, Long>> all = readyAt.entrySet().iterator(); all.hasNext(); ) {
                    Map.Entry<Long, Long> one = all.next();
                    long left = one.getValue() - now;
                    if (left <= 0) {
                        all.remove();
                        return Optional.of(one.getKey());
                    }
                    wait = Math.min(wait, left);
                }
                if (isToLook || end - now <= 0) {
                    isToLook = false;
                    return Optional.empty();
                }
                changed.await(Math.max(1, wait), TimeUnit.NANOSECONDS);
            }
            return Optional.empty();
        } catch (InterruptedException _) {
            // Nobody interrupts the workers; they end when this is closed.
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
