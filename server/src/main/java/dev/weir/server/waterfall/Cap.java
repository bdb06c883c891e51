package dev.weir.server.waterfall;

/**
 * A limit on what a customer is charged, in 1/1000 credit: of a job, a row, a step of each row, or a workspace's
 * day.
 *
 * <p>What is in doubt counts as spent, so that a cap holds however doubts are resolved.
 */
public record Cap(long milli) {

    /** A cap that refuses nothing. */
    public static final Cap NONE = new Cap(Long.MAX_VALUE);

    public Cap {
        if (milli < 0) {
            throw new IllegalArgumentException("a cap is not negative: " + milli);
        }
    }

    /** What to do with a call that wants to leave. */
    public enum Admission {
        LEAVES,
        /** Refused only because of open intents: the cell parks until one settles. */
        PARKS,
        /** Refused by what is spent: not asked, {@link NotAskedReason#CAP_REACHED}. */
        REFUSED
    }

    /**
     * Whether a call of that price may leave.
     *
     * @param posted what was charged
     * @param doubts what is held for calls in doubt
     * @param openIntents what is held for calls in flight
     */
    public Admission admit(long posted, long doubts, long openIntents, long price) {
        if (posted < 0 || doubts < 0 || openIntents < 0 || price < 0) {
            throw new IllegalArgumentException("amounts are not negative: posted " + posted + ", doubts " + doubts
                    + ", open " + openIntents + ", price " + price);
        }
        // Subtracting from the cap cannot overflow, adding up to it could.
        long left = milli - posted - doubts;
        if (left < price) {
            return Admission.REFUSED;
        }
        return left - openIntents < price ? Admission.PARKS : Admission.LEAVES;
    }
}
