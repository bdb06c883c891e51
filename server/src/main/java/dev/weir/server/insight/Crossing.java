package dev.weir.server.insight;

import dev.weir.provider.Values;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Outcome;
import dev.weir.server.waterfall.Role;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.Verdict;
import dev.weir.server.waterfall.Waterfall;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Where ways of a row meet: from two equal ones on, the same comes of both, whatever led there.
 *
 * @param number the place whose turn it is
 * @param open outcomes that still bear on what the cell keeps
 * @param missed whether a find was missed or given up
 * @param anyNameIsTaken whether a guess met a domain that takes mail for every name
 * @param way what the row has come to, as far as it matters for what lies ahead
 */
record Crossing(
        int index,
        int number,
        List<Outcome> open,
        boolean missed,
        boolean inDoubt,
        boolean anyNameIsTaken,
        Way.Standing way) {

    /**
     * At a turn. What was missed or given up matters no more than that it was.
     *
     * @param roughly whether all values are alike that nobody knows
     */
    static Crossing at(Turn turn, OnDoubt onDoubt, boolean roughly, Way.Standing way) {
        Step step = turn.step();
        Set<Integer> givenUp = Set.copyOf(Waterfall.givenUp(step, onDoubt, turn.soFar()));
        List<Outcome> open = new ArrayList<>();
        boolean inDoubt = false;
        boolean taken = false;
        for (Outcome outcome : turn.soFar()) {
            inDoubt |= outcome.verdict() instanceof Verdict.InDoubt;
            if (step.place(outcome.place()).role() instanceof Role.Verify(int candidate)) {
                taken |= step.place(candidate).guesses() && tellsCatchAll(step, outcome.verdict());
                if (!givenUp.contains(candidate)) {
                    open.add(roughly ? alike(outcome) : outcome);
                }
            } else if (!outcome.verdict().kept().isEmpty() && !givenUp.contains(outcome.place())) {
                open.add(roughly ? alike(outcome) : outcome);
            }
        }
        return new Crossing(turn.index(), turn.number(), open, turn.missed(onDoubt), inDoubt, taken, way);
    }

    private static Outcome alike(Outcome outcome) {
        return outcome.verdict() instanceof Verdict.Accepted(Values kept)
                ? new Outcome(outcome.place(), new Verdict.Accepted(Unasked.alike(kept)))
                : outcome;
    }

    private static boolean tellsCatchAll(Step step, Verdict verdict) {
        Values told = verdict.kept();
        return told.get(Step.statusOf(step.fields().getFirst()))
                .filter("catch_all"::equals)
                .isPresent();
    }
}
