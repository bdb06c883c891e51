package dev.weir.sandbox;

/**
 * How a vendor behaves that answers later. What befalls a submission is drawn from seed and submission, so that a run can
 * be repeated.
 *
 * @param minMillis until an answer is there, drawn evenly
 * @param maxMillis the upper end of that
 * @param never share of the call-backs that are never made; the answer can still be asked for
 * @param twice share of the call-backs that are made twice
 * @param early share of the submissions of which something is called back before they are answered themselves
 * @param shuffled share of the submissions whose call-backs come in the wrong order, the last one first
 * @param forged share of the call-backs before which one with a wrong signature or secret is made
 * @param retryMillis between two tries of a call-back that was not answered with 2xx
 * @param retries after the first try; then the vendor gives up
 */
public record LateSettings(
        long minMillis,
        long maxMillis,
        double never,
        double twice,
        double early,
        double shuffled,
        double forged,
        long retryMillis,
        int retries) {

    /** Answers within a second or two, and everything in order. */
    public static final LateSettings DEFAULT = new LateSettings(500, 1_500, 0, 0, 0, 0, 0, 60_000, 5);

    public LateSettings {
        if (minMillis < 0 || maxMillis < minMillis || retryMillis < 1 || retries < 0) {
            throw new IllegalArgumentException(
                    "Answers come after 0 or more milliseconds, minMillis before maxMillis, retryMillis is 1 or more");
        }
        Quirks.checkShare("never", never);
        Quirks.checkShare("twice", twice);
        Quirks.checkShare("early", early);
        Quirks.checkShare("shuffled", shuffled);
        Quirks.checkShare("forged", forged);
    }

    public LateSettings withDelay(long min, long max) {
        return new LateSettings(min, max, never, twice, early, shuffled, forged, retryMillis, retries);
    }

    public LateSettings withNever(double share) {
        return new LateSettings(minMillis, maxMillis, share, twice, early, shuffled, forged, retryMillis, retries);
    }

    public LateSettings withTwice(double share) {
        return new LateSettings(minMillis, maxMillis, never, share, early, shuffled, forged, retryMillis, retries);
    }

    public LateSettings withEarly(double share) {
        return new LateSettings(minMillis, maxMillis, never, twice, share, shuffled, forged, retryMillis, retries);
    }

    public LateSettings withShuffled(double share) {
        return new LateSettings(minMillis, maxMillis, never, twice, early, share, forged, retryMillis, retries);
    }

    public LateSettings withForged(double share) {
        return new LateSettings(minMillis, maxMillis, never, twice, early, shuffled, share, retryMillis, retries);
    }

    public LateSettings withRetries(long everyMillis, int most) {
        return new LateSettings(minMillis, maxMillis, never, twice, early, shuffled, forged, everyMillis, most);
    }
}
