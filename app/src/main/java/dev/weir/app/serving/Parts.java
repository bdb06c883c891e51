package dev.weir.app.serving;

import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Ends what a program is made of, the last first: each of it, even when one does not end well. */
final class Parts {

    private Parts() {}

    /** @throws IllegalStateException when some did not end well: with the first as its cause, the others suppressed there */
    static void closeAll(Deque<AutoCloseable> parts) {
        Exception first = null;
        for (AutoCloseable part = parts.poll(); part != null; part = parts.poll()) {
            first = closed(part, first);
        }
        if (first != null) {
            throw new IllegalStateException("a part of the program does not end", first);
        }
    }

    /** Because of a failure, which is what is to be told: theirs are suppressed there. */
    static void closeAll(Deque<AutoCloseable> parts, Throwable failure) {
        try {
            closeAll(parts);
        } catch (IllegalStateException atTheEnd) {
            failure.addSuppressed(atTheEnd);
        }
    }

    private static @Nullable Exception closed(AutoCloseable part, @Nullable Exception before) {
        try {
            part.close();
            return before;
        } catch (Exception failure) {
            if (before == null) {
                return failure;
            }
            before.addSuppressed(failure);
            return before;
        }
    }
}
