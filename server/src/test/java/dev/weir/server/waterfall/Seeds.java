package dev.weir.server.waterfall;

import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The seeds a property is tried with: many, or the one named by {@code -Dweir.seed=N} to replay a failure. */
final class Seeds {

    private static final long MANY = 500;

    private Seeds() {}

    static LongStream seeds() {
        @Nullable Long replayed = Long.getLong("weir.seed");
        return replayed == null ? LongStream.range(0, MANY) : LongStream.of(replayed);
    }

    static boolean replaying() {
        return Long.getLong("weir.seed") != null;
    }
}
