package dev.weir.server.egress;

/** Time as this room sees it: durations only, so that a test can crank it by hand. */
interface Ticker {

    /** Nanoseconds since some fixed moment; never negative, never falling. */
    long nanos();

    /** Runs the action once, that many nanoseconds from now, on a thread that must not be blocked. */
    Alarm alarm(long inNanos, Runnable action);

    /** An action that is still to come. */
    interface Alarm {

        /** The action no longer runs, unless it has begun. */
        void cancel();
    }
}
