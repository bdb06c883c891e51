package dev.weir.app.enrich;

import dev.weir.server.insight.Tally.FieldStand;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a running job stands.
 *
 * @param list the list's name
 * @param fields in the order of the steps
 * @param providers in the order of the waterfalls, those that nobody has asked yet among them
 * @param inFlight paid calls whose answer has not come
 * @param running since this command began to look
 * @param rowsPerSecond of the last half minute
 * @param left how long the rest takes at that pace; null while nobody can tell
 */
public record Snapshot(
        String list,
        long jobId,
        boolean sandbox,
        Rows rows,
        List<FieldStand> fields,
        List<ProviderStand> providers,
        Money money,
        int inFlight,
        Duration running,
        double rowsPerSecond,
        @Nullable Duration left) {

    public Snapshot {
        fields = List.copyOf(fields);
        providers = List.copyOf(providers);
    }

    /**
     * How far the rows have come.
     *
     * @param done final ones
     * @param inDoubt final ones that a call without a known answer keeps open
     */
    public record Rows(int total, int done, int inDoubt) {

        /** Whether all are done. */
        public boolean over() {
            return done == total;
        }

        /** In whole percent, rounded down: 100 only when all are done. */
        public int percent() {
            return total == 0 ? 100 : (int) (100L * done / total);
        }
    }

    /**
     * How a provider stands.
     *
     * @param provider as waterfalls name it
     * @param asked calls that were answered or failed
     * @param reused answers that were remembered, or another row's
     * @param found calls with a usable answer, of those asked
     * @param errors calls without an answer that could be read, of those asked
     * @param perSecond calls of the last ten seconds
     * @param until how long its health keeps it from being asked; null where that is not known
     */
    public record ProviderStand(
            String provider,
            long asked,
            long reused,
            long found,
            long errors,
            double perSecond,
            Health health,
            @Nullable Duration until) {

        /** In whole percent of those asked. */
        public int percent() {
            return asked == 0 ? 0 : (int) (100 * found / asked);
        }

        /** Whether there is anything to tell of it. */
        public boolean touched() {
            return asked + reused > 0 || health != Health.ANSWERS;
        }
    }

    /** Whether a provider can be asked. */
    public enum Health {
        ANSWERS("answers"),
        /** It kept failing. */
        LEFT_ALONE("left alone"),
        /** One call decides whether it is asked again. */
        TRIED_AGAIN("being tried again"),
        KEY_REJECTED("key rejected"),
        OUT_OF_CREDITS("out of credits");

        private final String words;

        Health(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /**
     * A job's money, in 1/1000 credit.
     *
     * @param held set aside and neither spent nor in doubt
     * @param most what it can cost in all: its cap, or its worst case where that is less
     */
    public record Money(long spent, long held, long inDoubt, long most) {}
}
