package dev.weir.server.egress;

import dev.weir.server.egress.CredentialState.Phase;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A breaker as a value: what it knows, and what it becomes. Free of clock, database and threads; every transition
 * answers the same state when it does not apply.
 *
 * @param outcomes of the askings before it opened; empty once it has closed again
 * @param since when the credential became unavailable; null while {@code CLOSED}
 * @param until end of the cool-down, or of the running probe's time; null while {@code CLOSED} or stopped
 * @param probe number of the newest probe; only that one's outcome counts
 * @param epoch number of resets; a stop for an answer to a call from before the reset does not count
 */
record BreakerState(
        Phase phase,
        Outcomes outcomes,
        @Nullable Instant since,
        @Nullable Instant until,
        long probe,
        long epoch) {

    static final BreakerState NEW = new BreakerState(Phase.CLOSED, Outcomes.NONE, null, null, 0, 0);

    BreakerState {
        boolean available = phase == Phase.CLOSED;
        boolean timed = phase == Phase.OPEN || phase == Phase.PROBING;
        if (available != (since == null) || timed != (until != null)) {
            throw new IllegalArgumentException("a breaker that is " + phase + " since " + since + " until " + until);
        }
    }

    /** Whether an asking may pass. */
    enum Pass {
        YES,
        /** Only as the one probe; the caller must win {@link #probing}. */
        AS_PROBE,
        NO
    }

    Pass pass(Instant now) {
        return switch (phase) {
            case CLOSED -> Pass.YES;
            case OPEN, PROBING -> until != null && now.isBefore(until) ? Pass.NO : Pass.AS_PROBE;
            case KEY_REJECTED, OUT_OF_CREDITS -> Pass.NO;
        };
    }

    /** Askings that passed while it was closed have ended; those that come in after it opened are old news. */
    BreakerState after(Outcomes ended, Instant now, BreakerSettings settings) {
        if (phase != Phase.CLOSED) {
            return this;
        }
        Outcomes all = outcomes.and(ended, settings.window());
        return all.failures() >= settings.failures()
                ? new BreakerState(Phase.OPEN, all, now, now.plus(settings.coolDown()), probe, epoch)
                : new BreakerState(Phase.CLOSED, all, null, null, probe, epoch);
    }

    /** A probe leaves. */
    BreakerState probing(Instant now, BreakerSettings settings) {
        return pass(now) == Pass.AS_PROBE
                ? new BreakerState(Phase.PROBING, outcomes, since, now.plus(settings.probe()), probe + 1, epoch)
                : this;
    }

    /** That probe has come back. */
    BreakerState probed(long number, boolean failed, Instant now, BreakerSettings settings) {
        if (phase != Phase.PROBING || number != probe) {
            return this;
        }
        return failed
                ? new BreakerState(Phase.OPEN, outcomes, since, now.plus(settings.coolDown()), probe, epoch)
                : new BreakerState(Phase.CLOSED, Outcomes.NONE, null, null, probe, epoch);
    }

    /** That probe was never sent, or says nothing of the provider: the next one may pass at once. */
    BreakerState unprobed(long number, Instant now) {
        return phase == Phase.PROBING && number == probe
                ? new BreakerState(Phase.OPEN, outcomes, since, now, probe, epoch)
                : this;
    }

    /** The vendor has stopped the credential, answering a call that left in that epoch. */
    BreakerState stopped(Permission.Why why, long inEpoch, Instant now) {
        if (inEpoch != epoch || isStopped()) {
            return this;
        }
        Phase stopped = switch (why) {
            case KEY_REJECTED -> Phase.KEY_REJECTED;
            case OUT_OF_CREDITS -> Phase.OUT_OF_CREDITS;
            case BREAKER_OPEN, THROTTLED -> throw new IllegalArgumentException(why + " is no stop");
        };
        return new BreakerState(stopped, outcomes, now, null, probe, epoch);
    }

    /** A person says it is fine now. */
    BreakerState reset() {
        return new BreakerState(Phase.CLOSED, Outcomes.NONE, null, null, probe, epoch + 1);
    }

    boolean isStopped() {
        return phase == Phase.KEY_REJECTED || phase == Phase.OUT_OF_CREDITS;
    }

    Permission.Why why() {
        return switch (phase) {
            case OPEN, PROBING -> Permission.Why.BREAKER_OPEN;
            case KEY_REJECTED -> Permission.Why.KEY_REJECTED;
            case OUT_OF_CREDITS -> Permission.Why.OUT_OF_CREDITS;
            case CLOSED -> throw new IllegalStateException("it is closed");
        };
    }
}
