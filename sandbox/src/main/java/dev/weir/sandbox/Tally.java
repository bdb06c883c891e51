package dev.weir.sandbox;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the ledger's records add up to, kept in memory. Questions are remembered by 64 bits of hash each: among a
 * million, two that differ are taken for one with a chance of 1 in 37 million.
 */
final class Tally implements AutoCloseable {
    private final Questions questions = new Questions();
    private final Map<VendorOperation, Counts> counts = new EnumMap<>(VendorOperation.class);
    private final Map<Vendor, Purse> purses = new EnumMap<>(Vendor.class);

    Tally() {
        for (VendorOperation operation : VendorOperation.values()) {
            counts.put(operation, new Counts());
        }
        for (Vendor vendor : Vendor.values()) {
            purses.put(vendor, new Purse());
        }
    }

    private static final class Counts {
        final AtomicLong calls = new AtomicLong();
        final AtomicLong chargedCalls = new AtomicLong();
        final AtomicLong chargedMilli = new AtomicLong();
        final AtomicLong distinct = new AtomicLong();
        final AtomicLong chargedRepeats = new AtomicLong();
        final AtomicLong askedAgain = new AtomicLong();
    }

    /** What one vendor's account has seen. */
    private static final class Purse {
        final AtomicLong calls = new AtomicLong();
        final AtomicLong spentMilli = new AtomicLong();
    }

    /**
     * One question's history, for as long as a call lasts; two equal calls at once are still one first and one second.
     */
    final class Asked {
        private final VendorOperation operation;
        private final long key;

        private Asked(VendorOperation operation, long key) {
            this.operation = operation;
            this.key = key;
        }

        /** The number of this try, from 1. */
        int nextTry() {
            int tries = questions.nextTry(key);
            if (tries == 1) {
                of(operation).distinct.incrementAndGet();
            } else if (tries == 2) {
                of(operation).askedAgain.incrementAndGet();
            }
            return tries;
        }

        boolean isPaid() {
            return questions.isPaid(key);
        }

        /**
         * Pays for an answer.
         *
         * @param onlyOnce a question that was paid before costs nothing
         * @param creditsMilli what the vendor's account began with; negative for one without end
         * @return what was taken; negative when the balance does not suffice
         */
        int pay(int priceMilli, boolean onlyOnce, long creditsMilli) {
            if (priceMilli == 0) {
                return 0;
            }
            return switch (questions.pay(key, onlyOnce, () -> take(operation.vendor(), priceMilli, creditsMilli))) {
                case FIRST -> priceMilli;
                case AGAIN -> {
                    of(operation).chargedRepeats.incrementAndGet();
                    yield priceMilli;
                }
                case FREE -> 0;
                case REFUSED -> -1;
            };
        }
    }

    private boolean take(Vendor vendor, int priceMilli, long creditsMilli) {
        AtomicLong spent = of(vendor).spentMilli;
        if (creditsMilli < 0) {
            spent.addAndGet(priceMilli);
            return true;
        }
        long before = spent.get();
        while (before + priceMilli <= creditsMilli) {
            if (spent.compareAndSet(before, before + priceMilli)) {
                return true;
            }
            before = spent.get();
        }
        return false;
    }

    private Counts of(VendorOperation operation) {
        return Objects.requireNonNull(counts.get(operation));
    }

    private Purse of(Vendor vendor) {
        return Objects.requireNonNull(purses.get(vendor));
    }

    /** Counts a call that stood in the ledger when it was opened. */
    void replay(LedgerEntry entry) {
        Asked asked = asked(entry.operation(), entry.question());
        asked.nextTry();
        asked.pay(entry.chargedMilli(), false, -1);
        nextCall(entry.vendor());
        count(entry.operation(), entry.chargedMilli());
    }

    /** The number of this call of the vendor, from 1. */
    long nextCall(Vendor vendor) {
        return of(vendor).calls.incrementAndGet();
    }

    Asked asked(VendorOperation operation, String question) {
        return new Asked(operation, Dice.root(0, operation.id(), question));
    }

    void count(VendorOperation operation, int chargedMilli) {
        Counts of = of(operation);
        of.calls.incrementAndGet();
        if (chargedMilli > 0) {
            of.chargedCalls.incrementAndGet();
            of.chargedMilli.addAndGet(chargedMilli);
        }
    }

    long calls(VendorOperation operation) {
        return of(operation).calls.get();
    }

    long spentMilli(Vendor vendor) {
        return of(vendor).spentMilli.get();
    }

    /** No call may be counted any more; what was counted can still be read. */
    @Override
    public void close() {
        questions.close();
    }

    LedgerSummary.Line line(VendorOperation operation) {
        Counts of = of(operation);
        return new LedgerSummary.Line(
                operation,
                of.calls.get(),
                of.chargedCalls.get(),
                of.chargedMilli.get(),
                of.distinct.get(),
                of.chargedRepeats.get(),
                of.askedAgain.get());
    }
}
