package dev.weir.provider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The declared facts of an operation; everything the server decides about it is decided from these.
 *
 * @param version raised when the same question would be answered differently; answers of other versions are not reused
 * @param inputs alternatives in order of preference, each the set of fields that must be known; never empty
 * @param helpers fields that are sent along when they are known
 * @param outputs the fields it can give, in declaration order; never empty
 * @param billing what the vendor bills for
 * @param costMilli the vendor's price for one billed thing, in 1/1000 of {@code unit}
 * @param unit the vendor's unit, such as {@code credit} or {@code USD}
 * @param priceMilli what the customer pays, in 1/1000 credit; by default the vendor's price
 * @param charge when the customer pays
 * @param pace how fast the vendor lets one credential ask
 * @param batchSize how many questions one call may carry; 1 when the vendor takes no batches
 * @param repeat what the vendor does when the same question is asked again after a lost answer
 * @param lookUp whether the vendor can say afterwards what became of a call
 * @param hitFresh how long a find is reused
 * @param missFresh how long a miss is believed
 * @param deadline the longest a call may take, to the last byte
 * @param prior which share of its questions it is taken to answer with a find, until that is measured; above 0, at most 1
 */
public record OperationSpec(
        OperationId id,
        String title,
        int version,
        Mode mode,
        List<Set<String>> inputs,
        Set<String> helpers,
        List<String> outputs,
        Billing billing,
        long costMilli,
        String unit,
        long priceMilli,
        Charge charge,
        Pace pace,
        int batchSize,
        Repeat repeat,
        boolean lookUp,
        Duration hitFresh,
        Duration missFresh,
        Duration deadline,
        double prior) {

    /** What is taken of an operation that declares no share of its own: that it finds as often as it does not. */
    public static final double USUAL_PRIOR = 0.5;

    /** Whether the answer comes with the call or later. */
    public enum Mode {
        SYNC,
        ASYNC
    }

    /** What the vendor bills for; decides the default of {@link Charge}. */
    public enum Billing {
        /** A result or success; a miss is free. */
        RESULT,
        /** Every call that is answered. */
        CALL,
        /** Nothing. */
        NOTHING
    }

    /** When the customer pays. */
    public enum Charge {
        /** When a value of the answer was accepted. */
        ACCEPTED,
        /** When the provider answered, found or not. */
        ANSWERED,
        NEVER
    }

    /** What the vendor does when the same question comes again. */
    public enum Repeat {
        /** It answers again at no cost. */
        FREE,
        /** It charges again. */
        BILLED,
        /** Its pages do not say. */
        UNKNOWN
    }

    /** One that declares no share of finds. */
    public OperationSpec(
            OperationId id,
            String title,
            int version,
            Mode mode,
            List<Set<String>> inputs,
            Set<String> helpers,
            List<String> outputs,
            Billing billing,
            long costMilli,
            String unit,
            long priceMilli,
            Charge charge,
            Pace pace,
            int batchSize,
            Repeat repeat,
            boolean lookUp,
            Duration hitFresh,
            Duration missFresh,
            Duration deadline) {
        this(
                id,
                title,
                version,
                mode,
                inputs,
                helpers,
                outputs,
                billing,
                costMilli,
                unit,
                priceMilli,
                charge,
                pace,
                batchSize,
                repeat,
                lookUp,
                hitFresh,
                missFresh,
                deadline,
                USUAL_PRIOR);
    }

    public OperationSpec {
        inputs = inputs.stream().map(Set::copyOf).toList();
        helpers = Set.copyOf(helpers);
        outputs = List.copyOf(outputs);
        List<String> wrong = new ArrayList<>();
        if (inputs.isEmpty() || inputs.stream().anyMatch(Set::isEmpty)) {
            wrong.add("each input alternative names at least one field");
        }
        if (outputs.isEmpty()) {
            wrong.add("it gives at least one field");
        }
        if (costMilli < 0 || priceMilli < 0) {
            wrong.add("prices are not negative (cost " + costMilli + ", price " + priceMilli + ")");
        }
        if (batchSize < 1) {
            wrong.add("a batch holds at least 1, not " + batchSize);
        }
        if (!deadline.isPositive() || hitFresh.isNegative() || missFresh.isNegative()) {
            wrong.add("the deadline is positive and freshness is not negative");
        }
        if (!(prior > 0 && prior <= 1)) {
            wrong.add("its share of finds is above 0 and at most 1, not " + prior);
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("operation " + id + ": " + String.join("; ", wrong));
        }
    }

    /** The same operation, whose answer is waited for as long as that. */
    public OperationSpec within(Duration other) {
        return new OperationSpec(
                id,
                title,
                version,
                mode,
                inputs,
                helpers,
                outputs,
                billing,
                costMilli,
                unit,
                priceMilli,
                charge,
                pace,
                batchSize,
                repeat,
                lookUp,
                hitFresh,
                missFresh,
                other,
                prior);
    }

    /** Whether a call may cost the customer or the vendor's account anything, and so needs an intent first. */
    public boolean billable() {
        return costMilli > 0 || (priceMilli > 0 && charge != Charge.NEVER);
    }

    /** What the customer pays when the charge rule is met. */
    public long chargeMilli() {
        return charge == Charge.NEVER ? 0 : priceMilli;
    }

    /**
     * What calls before may have been paid for, whose answers were lost and which were repeated since that is free: where the
     * vendor says that the repetition cost it less than a find does, it had taken the rest before.
     */
    public long paidBefore(Reply repetition) {
        return repetition instanceof Reply.Found(Values _, Receipt receipt)
                ? Math.max(0, costMilli - receipt.vendorCostMilli())
                : 0;
    }

    /** Whether the known fields cover one of the input alternatives. */
    public boolean canBeAskedWith(Set<String> known) {
        return inputs.stream().anyMatch(known::containsAll);
    }

    /** The known fields this operation would send: the first alternative that is covered, and the known helpers. */
    public Map<String, Object> questionFrom(Values known) {
        return known.only(sentOf(known.fields())).byField();
    }

    /** Of the known fields, those that {@link #questionFrom} sends. */
    public Set<String> sentOf(Set<String> known) {
        Set<String> sent = new HashSet<>(inputs.stream()
                .filter(known::containsAll)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(id + " cannot be asked with " + known)));
        helpers.stream().filter(known::contains).forEach(sent::add);
        return sent;
    }
}
