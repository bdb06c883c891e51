package dev.weir.server.storage;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Connections that are signed in and have nothing to do, for a moment: results come a few at a time, and to sign in costs more
 * than to write them. Thread-safe.
 */
final class Parked implements AutoCloseable {

    private static final Duration WHILE = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int MOST = 32;

    /** @param where whom it is signed in to, and as whom */
    private record Place(Object where, Connection connection, long sinceNanos) {}

    private final Deque<Place> places = new ArrayDeque<>();
    private boolean watched;
    private boolean closed;

    /** The one that was parked last; null when there is none. The caller closes it or parks it again. */
    synchronized @Nullable Connection take(Object where) {
        for (Iterator<Place> newest = places.descendingIterator(); newest.hasNext(); ) {
            Place place = newest.next();
            if (place.where.equals(where)) {
                newest.remove();
                return place.connection;
            }
        }
        return null;
    }

    /** @param connection outside of any transaction; not the caller's any more */
    void park(Object where, Connection connection) {
        Place oldest = null;
        synchronized (this) {
            if (closed) {
                Connections.close(connection);
                return;
            }
            places.addLast(new Place(where, connection, System.nanoTime()));
            if (places.size() > MOST) {
                oldest = places.removeFirst();
            }
            if (!watched) {
                watched = true;
                Thread.ofVirtual().name("storage-parked").start(this::watch);
            }
        }
        if (oldest != null) {
            Connections.close(oldest.connection);
        }
    }

    private void watch() {
        try {
            for (Deque<Place> over = over(); over != null; over = over()) {
                over.forEach(place -> Connections.close(place.connection));
                Thread.sleep(LOOK);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Those whose time is over; null when none is left, and nobody needs to look any more. */
    private synchronized @Nullable Deque<Place> over() {
        if (places.isEmpty()) {
            watched = false;
            return null;
        }
        Deque<Place> over = new ArrayDeque<>();
        while (!places.isEmpty() && System.nanoTime() - places.getFirst().sinceNanos > WHILE.toNanos()) {
            over.add(places.removeFirst());
        }
        return over;
    }

    /** What is parked is closed, and what is going to be. */
    @Override
    public synchronized void close() {
        closed = true;
        places.forEach(place -> Connections.close(place.connection));
        places.clear();
    }
}
