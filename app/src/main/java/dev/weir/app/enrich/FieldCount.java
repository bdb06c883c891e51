package dev.weir.app.enrich;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of one field over the rows of a list.
 *
 * @param found rows that lacked it and have it now
 * @param had rows that brought it along
 * @param missed rows that lacked it and still do, by reason
 */
public record FieldCount(long found, long had, Map<String, Long> missed) {

    public FieldCount {
        missed = Collections.unmodifiableMap(new TreeMap<>(missed));
    }

    /** Rows that lacked it: what {@code found} is a part of. */
    public long lacked() {
        return found + missed.values().stream().mapToLong(Long::longValue).sum();
    }

    /** In whole percent of those that lacked it. */
    public long percent() {
        return lacked() == 0 ? 0 : 100 * found / lacked();
    }

    /** Counts row by row. */
    static final class Running {
        private long found;
        private long had;
        private final Map<String, Long> missed = new TreeMap<>();

        /** @param had rows that brought it along and are no rows of the job */
        Running(long had) {
            this.had = had;
        }

        void found() {
            found++;
        }

        void had() {
            had++;
        }

        void missed(String why) {
            missed.merge(why, 1L, Long::sum);
        }

        FieldCount soFar() {
            return new FieldCount(found, had, missed);
        }
    }
}
