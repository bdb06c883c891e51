package dev.weir.server.audience;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A list that was uploaded, and how far it is.
 *
 * @param name of the file
 * @param error why it ended early, and what to do; null where it did not
 * @param endedAt null as long as it runs
 */
public record Upload(
        long id,
        long sourceId,
        String name,
        State state,
        Counts counts,
        @Nullable String error,
        String uploadedBy,
        Instant startedAt,
        @Nullable Instant endedAt) {

    /** How far it is. */
    public enum State {
        RUNNING,
        DONE,
        FAILED
    }

    /** Of lines, by what became of them. */
    public record Counts(long created, long updated, long unchanged, long refused) {

        public static final Counts NONE = new Counts(0, 0, 0, 0);

        /** How many there are of each outcome. */
        public static Counts of(Iterable<Arrived> arrived) {
            long[] counts = new long[Arrived.Outcome.values().length];
            arrived.forEach(one -> counts[one.outcome().ordinal()]++);
            return new Counts(
                    counts[Arrived.Outcome.CREATED.ordinal()],
                    counts[Arrived.Outcome.UPDATED.ordinal()],
                    counts[Arrived.Outcome.UNCHANGED.ordinal()],
                    counts[Arrived.Outcome.REFUSED.ordinal()]);
        }

        public Counts and(Counts more) {
            return new Counts(
                    created + more.created, updated + more.updated, unchanged + more.unchanged, refused + more.refused);
        }

        public long lines() {
            return created + updated + unchanged + refused;
        }
    }
}
