package dev.weir.server.credits;

/**
 * A job's money, in 1/1000 credit.
 *
 * @param held all that was ever set aside for it
 * @param balance what is left of that: held less posted less given back
 * @param posted what it has been charged, less what was refunded
 * @param open what its open intents may still cost
 * @param doubt what its doubtful calls may still cost
 * @param accepting whether a new intent may be written
 */
public record JobBalance(long held, long balance, long posted, long open, long doubt, boolean accepting) {

    static final JobBalance NONE = new JobBalance(0, 0, 0, 0, 0, false);

    /** What a further call may cost at most. */
    public long free() {
        return balance - open - doubt;
    }
}
