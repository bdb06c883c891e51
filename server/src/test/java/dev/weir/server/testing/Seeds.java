package dev.weir.server.testing;

import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The seeds a property is tried with, or the one named by {@code -Dweir.seed=N} to replay a failure. */
public final class Seeds {

    private static final long MANY = 500;

    private Seeds() {}

    /** For properties that are tried in no time. */
    public static LongStream many() {
        return some(MANY);
    }

    public static LongStream some(long most) {
        @Nullable Long replayed = Long.getLong("weir.seed");
        return replayed == null ? LongStream.range(0, most) : LongStream.of(replayed);
    }

    public static boolean replaying() {
        return Long.getLong("weir.seed") != null;
    }
}
