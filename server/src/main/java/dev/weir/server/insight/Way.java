package dev.weir.server.insight;

import dev.weir.provider.OperationId;
import dev.weir.provider.Values;
import dev.weir.server.enrichment.AnswerKey;
import dev.weir.server.waterfall.StepKind;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a row stands on one of the ways it can take. Amounts in 1/1000 credit. */
final class Way {

    /** What a find has cost. @param fresh the same if nothing had been remembered from before */
    record Charge(long charged, long fresh) {
        static final Charge NONE = new Charge(0, 0);

        Charge plus(Charge other) {
            return new Charge(charged + other.charged, fresh + other.fresh);
        }
    }

    /**
     * What of a way bears on what comes; two that are equal in it go on alike.
     *
     * @param askedAndSpent what was asked of whom, and what was spent and taken, as far as that matters
     */
    record Standing(
            Values known,
            Map<OperationId, Values> given,
            Set<String> fieldsInDoubt,
            Map<Integer, Charge> owed,
            List<Object> askedAndSpent,
            int doubts) {}

    /** How far the doubts of the present cell have come. */
    private enum Doubts {
        NONE,
        SETTLED,
        OPEN
    }

    private Values known;
    private final Map<OperationId, Values> given = new HashMap<>();
    private final Map<AnswerKey, OperationId> asked = new HashMap<>();
    private final Set<AnswerKey> askedOfSomething = new HashSet<>();
    private final Set<String> fieldsInDoubt = new HashSet<>();
    private final Map<Integer, Charge> owed = new HashMap<>();
    private final Set<OperationId> verifiers = new HashSet<>();
    private final Set<OperationId> verifiersOfUnknown = new HashSet<>();
    private Doubts doubts = Doubts.NONE;
    private long spent;
    private long spentInCell;
    private long taken;

    Way(Values known) {
        this.known = known;
    }

    /** Another way that has been the same so far. */
    Way fork() {
        Way other = new Way(known);
        other.given.putAll(given);
        other.asked.putAll(asked);
        other.askedOfSomething.addAll(askedOfSomething);
        other.fieldsInDoubt.addAll(fieldsInDoubt);
        other.owed.putAll(owed);
        other.verifiers.addAll(verifiers);
        other.verifiersOfUnknown.addAll(verifiersOfUnknown);
        other.doubts = doubts;
        other.spent = spent;
        other.spentInCell = spentInCell;
        other.taken = taken;
        return other;
    }

    /** What the row knows outside the present cell. */
    Values known() {
        return known;
    }

    void learn(Values values) {
        known = known.and(values);
    }

    /** It has awaited something. @param event what that said; none where none came */
    void hear(Values event) {
        known = StepKind.Await.heard(known, event);
        fieldsInDoubt.remove(StepKind.Await.EVENT);
    }

    /** All that an operation has given the row where it was to find; null when it was not asked or had nothing. */
    @Nullable
    Values given(OperationId operation) {
        return given.get(operation);
    }

    void give(OperationId operation, Values values) {
        given.putIfAbsent(operation, values);
    }

    Set<String> fieldsInDoubt() {
        return fieldsInDoubt;
    }

    void inDoubt(Collection<String> fields) {
        fieldsInDoubt.addAll(fields);
    }

    boolean hasAsked(AnswerKey key) {
        return asked.containsKey(key);
    }

    void asks(AnswerKey key, OperationId operation) {
        asked.put(key, operation);
    }

    /** Another find's turn has come, so that nobody will be asked again about one before it. */
    void forgetsFinds() {
        asked.keySet().removeAll(askedOfSomething);
        askedOfSomething.clear();
    }

    /** Whether an operation may have verified this very value before. @param something whether nobody knows which */
    boolean mayHaveVerified(OperationId operation, boolean something) {
        return verifiersOfUnknown.contains(operation) || (something && verifiers.contains(operation));
    }

    /** Asks an operation to verify a find. @param something whether nobody knows which */
    void verifies(OperationId operation, AnswerKey key, boolean something) {
        asks(key, operation);
        verifiers.add(operation);
        if (something) {
            askedOfSomething.add(key);
            verifiersOfUnknown.add(operation);
        }
    }

    /** A doubt. @param settled whether a person has ended it */
    void doubts(boolean settled) {
        doubts = settled && doubts != Doubts.OPEN ? Doubts.SETTLED : Doubts.OPEN;
    }

    /** Whether the present cell was left in doubt and a person has ended that. */
    boolean doubtsSettled() {
        return doubts == Doubts.SETTLED;
    }

    /** What the row has spent, refunds taken off. */
    long spent() {
        return spent;
    }

    /** The same of the present cell. */
    long spentInCell() {
        return spentInCell;
    }

    /** What it has taken of the job's cap. */
    long taken() {
        return taken;
    }

    void spend(long amount) {
        spent += amount;
        spentInCell += amount;
        taken += amount;
    }

    /** A find of the present cell whose charge hangs on its being kept. */
    void owe(int place, Charge charge) {
        owed.put(place, charge);
    }

    /**
     * The customer gets back what these places of the present cell were charged.
     *
     * @param givesRoom whether the job's cap has room for it again
     */
    Charge giveBack(List<Integer> places, boolean givesRoom) {
        Charge back = Charge.NONE;
        for (Integer place : places) {
            Charge charge = owed.remove(place);
            back = charge == null ? back : back.plus(charge);
        }
        spent -= back.charged();
        spentInCell -= back.charged();
        taken -= givesRoom ? back.charged() : 0;
        return back;
    }

    /** What could still come back. */
    Charge owed() {
        return owed.values().stream().reduce(Charge.NONE, Charge::plus);
    }

    /**
     * Where it stands, told apart as far as it could matter from there on.
     *
     * @param rowCapped whether there is a cap on what the row spends
     * @param cellCapped whether there is one on what its present cell does
     * @param capped whether there is one on what the job does
     */
    Standing standing(Ahead.Sight ahead, boolean rowCapped, boolean cellCapped, boolean capped) {
        Set<AnswerKey> again = new HashSet<>();
        asked.forEach((key, operation) -> {
            if (ahead.operations().contains(operation)) {
                again.add(key);
            }
        });
        return standing(
                ahead,
                ahead.of(known),
                List.of(
                        again,
                        Set.copyOf(verifiers),
                        Set.copyOf(verifiersOfUnknown),
                        rowCapped ? spent : 0L,
                        cellCapped ? spentInCell : 0L,
                        capped ? taken : 0L));
    }

    /** The same without what it has asked and spent, and with all values alike that nobody knows. */
    Standing roughly(Ahead.Sight ahead) {
        return standing(ahead, Unasked.alike(ahead.of(known)), List.of());
    }

    private Standing standing(Ahead.Sight ahead, Values values, List<Object> askedAndSpent) {
        Map<OperationId, Values> byProducts = new HashMap<>(given);
        byProducts.keySet().retainAll(ahead.operations());
        return new Standing(
                values, byProducts, Set.copyOf(fieldsInDoubt), Map.copyOf(owed), askedAndSpent, doubts.ordinal());
    }

    void endCell() {
        owed.clear();
        spentInCell = 0;
        askedOfSomething.clear();
        doubts = Doubts.NONE;
    }
}
