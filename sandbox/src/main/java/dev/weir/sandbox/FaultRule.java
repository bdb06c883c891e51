package dev.weir.sandbox;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When a fault strikes: a share of tries, drawn from seed, question and number of the try alone, so that a run can be
 * repeated. A rule with {@code firstTries} heals: from then on the same question is answered.
 *
 * @param operation id of the operation it is for; null for all of the vendor's
 * @param rate share of the tries within the limits below, 0 to 1
 * @param fromCall first call of the vendor (counted from 1 since the ledger began) that can be struck
 * @param toCall last such call; 0 for no end
 * @param firstTries only the first so many tries of one question can be struck; 0 for all
 * @param charged whether the call is billed all the same; null for the kind's own default
 */
public record FaultRule(
        FaultKind kind,
        @Nullable String operation,
        double rate,
        long fromCall,
        long toCall,
        int firstTries,
        @Nullable Boolean charged) {

    public FaultRule {
        Objects.requireNonNull(kind, "A fault needs a kind");
        if (!(rate >= 0 && rate <= 1) || fromCall < 0 || toCall < 0 || firstTries < 0) {
            throw new IllegalArgumentException(
                    "A fault needs a rate from 0 to 1 and limits that are not negative: " + kind);
        }
    }

    /** Strikes that share of all tries. */
    public static FaultRule of(FaultKind kind, double rate) {
        return new FaultRule(kind, null, rate, 0, 0, 0, null);
    }

    /** The same, but only within the first {@code tries} tries of one question. */
    public FaultRule healingAfter(int tries) {
        return new FaultRule(kind, operation, rate, fromCall, toCall, tries, charged);
    }

    /** The same, but only from one call of the vendor to another, both included. */
    public FaultRule between(long first, long last) {
        return new FaultRule(kind, operation, rate, first, last, firstTries, charged);
    }

    /** The same, for one operation only. */
    public FaultRule only(VendorOperation one) {
        return new FaultRule(kind, one.id(), rate, fromCall, toCall, firstTries, charged);
    }

    /** The same, billed or not as said here. */
    public FaultRule charged(boolean billed) {
        return new FaultRule(kind, operation, rate, fromCall, toCall, firstTries, billed);
    }

    boolean isCharged() {
        return charged == null ? kind.afterWork() : charged;
    }

    boolean strikes(long seed, VendorOperation asked, String question, long call, int tryNumber) {
        return (operation == null || operation.equals(asked.id()))
                && call >= fromCall
                && (toCall == 0 || call <= toCall)
                && (firstTries == 0 || tryNumber <= firstTries)
                && Dice.unit(Dice.root(Dice.root(seed, kind.name(), asked.id()), "try", question), tryNumber) < rate;
    }
}
