package dev.weir.server.insight;

import dev.weir.provider.OperationSpec;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.server.waterfall.AcceptanceRule;
import dev.weir.server.waterfall.Cap;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Outcome;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Role;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.Verdict;
import dev.weir.server.waterfall.Waterfall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom a waterfall names, for what, after what.
 *
 * @param index the step's
 * @param number the place's
 */
record Turn(int index, Step step, int number, List<String> wanted, List<Outcome> soFar) {

    Place place() {
        return step.place(number);
    }

    OperationSpec spec() {
        return place().spec();
    }

    /** For how much there has to be room: its price, and that of verifying what it finds. In 1/1000 credit. */
    long needMilli() {
        return spec().chargeMilli() + step.verificationMilli(number);
    }

    /** Whether the step may cost whatever it costs. */
    boolean isUncapped() {
        return step.rules().cap().equals(Cap.NONE);
    }

    Stage stage() {
        return Stage.of(step, place());
    }

    boolean verifies() {
        return place().verifies();
    }

    /** Whether what it verifies is a guess. */
    boolean verifiesGuess() {
        return place().role() instanceof Role.Verify(int candidate)
                && step.place(candidate).guesses();
    }

    /** Whether nobody behind it could verify the same find. */
    boolean lastToVerify() {
        return number + 1 == step.places().size()
                || !step.place(number + 1).role().equals(place().role());
    }

    /** A find that is given up is a miss; what verifiers say is neither. */
    boolean missed(OnDoubt onDoubt) {
        boolean missed = soFar.stream()
                .filter(outcome -> !step.place(outcome.place()).verifies())
                .anyMatch(outcome -> switch (outcome.verdict()) {
                    case Verdict.NotFound _, Verdict.Rejected _, Verdict.BadAnswer _, Verdict.Blocked _ -> true;
                    case Verdict.Accepted _,
                            Verdict.Partial _,
                            Verdict.Failed _,
                            Verdict.TimedOut _,
                            Verdict.InDoubt _,
                            Verdict.NotAsked _ -> false;
                });
        return missed || !Waterfall.givenUp(step, onDoubt, soFar).isEmpty();
    }

    /**
     * What may be made of that reply: one verdict, or two where it hangs on a value that nobody knows.
     *
     * @param known what the row knows without this cell
     */
    List<Verdict> judge(Values known, Reply reply) {
        Values now = Waterfall.knownTo(step, known, soFar);
        AcceptanceRule rule = step.acceptance().rule();
        if (rule == null || !Unasked.hangsOnSomething(now, rule::reads)) {
            return List.of(Waterfall.judge(step, wanted, spec(), now, reply));
        }
        Verdict one = judge(null, now, reply);
        Verdict other = judge(Unasked.REFUSING, now, reply);
        return one.equals(other) ? List.of(one) : List.of(one, other);
    }

    private Verdict judge(@Nullable AcceptanceRule rule, Values now, Reply reply) {
        Step ruled = step.accepting(step.acceptance().ruledBy(rule));
        return Waterfall.judge(ruled, wanted, spec(), now, reply);
    }

    /** The outcomes with this one. */
    List<Outcome> with(Verdict verdict) {
        List<Outcome> outcomes = new ArrayList<>(soFar);
        outcomes.add(new Outcome(number, verdict));
        return outcomes;
    }
}
