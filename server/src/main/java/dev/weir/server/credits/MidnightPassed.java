package dev.weir.server.credits;

import org.springframework.dao.PessimisticLockingFailureException;

/** A transaction that counts for one day has run into the next; it is to be run again, all of it in the new day. */
final class MidnightPassed extends PessimisticLockingFailureException {

    private static final long serialVersionUID = 1L;

    MidnightPassed() {
        super("the day of UTC ended within this transaction");
    }
}
