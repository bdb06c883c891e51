package dev.weir.server.insight;

import dev.weir.provider.OperationSpec;
import dev.weir.provider.Values;
import dev.weir.server.enrichment.AnswerKey;
import dev.weir.server.jobs.Job;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.Verdict;
import dev.weir.server.waterfall.Waterfall;
import dev.weir.server.waterfall.WorstCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What may come of a question that nobody ever put. */
final class Unasked {

    /** What an answer may be. @param chance that it is this one, where it is none of those before it in the list */
    record May(Verdict verdict, Interval chance) {}

    /** Begins a value that nobody knows; no question that holds one has an answer in the books. */
    private static final String SOMETHING = "\u2047";

    private final Scenario scenario;
    private final Job job;
    private final Chances chances;
    private final Measures measures;
    private final Tape tape;

    Unasked(Scenario scenario, Job job, Chances chances, Measures measures, Tape tape) {
        this.scenario = scenario;
        this.job = job;
        this.chances = chances;
        this.measures = measures;
        this.tape = tape;
    }

    /** Whether a question holds a value that nobody knows. */
    static boolean isAbout(Map<String, Object> question) {
        return question.values().stream().anyMatch(value -> value instanceof String text && text.startsWith(SOMETHING));
    }

    /** What one asking takes, in milliseconds, as far as that was measured. */
    double millis(Turn turn) {
        return chances.millis(turn.step(), turn.spec().id());
    }

    /** A find or a miss. What is found is another thing for each question, and the same for the same one. */
    List<May> find(Turn turn, AnswerKey key) {
        Map<String, Object> some = new HashMap<>();
        turn.wanted().forEach(field -> some.put(field, SOMETHING + key));
        return List.of(
                new May(new Verdict.Accepted(new Values(some)), chance(turn)),
                new May(new Verdict.NotFound(), Interval.ANY));
    }

    /** It calls the find good, or not, or cannot tell; how often it does which, nothing is taken to tell. */
    List<May> verification(Turn turn) {
        List<May> may = new ArrayList<>();
        may.add(told(turn, "valid"));
        may.add(told(turn, "invalid"));
        if (turn.verifiesGuess()) {
            // Such an answer ends guessing.
            may.add(told(turn, "catch_all"));
        }
        if (turn.spec().charge() == OperationSpec.Charge.ACCEPTED) {
            may.add(told(turn, "unknown"));
        }
        // Else it is the same as an answer that refuses: the find is given up, and the verifier paid.
        if (!turn.lastToVerify() || turn.spec().charge() == OperationSpec.Charge.ACCEPTED) {
            may.add(new May(new Verdict.NotFound(), Interval.ANY));
        }
        return may;
    }

    private static May told(Turn turn, String status) {
        return new May(new Verdict.Accepted(Values.of(turn.wanted().getFirst(), status)), Interval.ANY);
    }

    private Interval chance(Turn turn) {
        Chances.Measured measured = chances.of(turn.step(), turn.spec().id());
        // Whoever is put to every row and decides alone finds in all what it finds anywhere, easy rows and hard ones.
        boolean alone = turn.step().finds().size() == 1
                && job.plan().steps().stream()
                        .filter(step -> step.name().equals(turn.step().name()))
                        .flatMap(step -> step.finds().stream())
                        .noneMatch(place -> place.spec().id().equals(turn.spec().id()));
        return measured.of(alone ? Chances.Row.UNTOUCHED : row(turn));
    }

    /** What is known of the row here: by the books, or because somebody has missed it on this way. */
    private Chances.Row row(Turn turn) {
        Chances.Row booked = tape.known(turn.step().name());
        return booked == Chances.Row.UNTOUCHED && missedHere(turn) ? Chances.Row.MISSED : booked;
    }

    /** A find that is given up is a miss; what verifiers say is neither. */
    private boolean missedHere(Turn turn) {
        boolean missed = turn.soFar().stream()
                .filter(outcome -> !turn.step().place(outcome.place()).verifies())
                .anyMatch(outcome -> switch (outcome.verdict()) {
                    case Verdict.NotFound _, Verdict.Rejected _, Verdict.BadAnswer _, Verdict.Blocked _ -> true;
                    case Verdict.Accepted _,
                            Verdict.Partial _,
                            Verdict.Failed _,
                            Verdict.TimedOut _,
                            Verdict.InDoubt _,
                            Verdict.NotAsked _ -> false;
                });
        return missed
                || !Waterfall.givenUp(turn.step(), scenario.plan().onDoubt(), turn.soFar())
                        .isEmpty();
    }

    /** The bounds of what is left of this step and of the rest, when there are too many ways to tell apart. */
    Outlook anything(int index, Way way) {
        double[] least = measures.zero();
        least[Measures.CHARGED] = -way.owed().charged();
        least[Measures.FRESH] = -way.owed().fresh();
        least[Measures.TAKEN] = scenario.refundsGiveRoom() ? least[Measures.CHARGED] : 0;
        double[] most = measures.zero();
        most[Measures.HELD] = tape.held();
        most[Measures.TAKEN] = tape.held();
        for (int i = index; i < scenario.plan().steps().size(); i++) {
            Step step = scenario.plan().steps().get(i);
            most[Measures.step(i)] = 1;
            long worst = WorstCase.perCellMilli(step, scenario.plan().onDoubt());
            most[Measures.CHARGED] += worst;
            most[Measures.FRESH] += worst;
            most[Measures.TAKEN] += scenario.refundsGiveRoom() ? worst : prices(step);
            for (Place place : step.places()) {
                most[Measures.CALLS]++;
                most[Measures.MILLIS] += chances.millis(step, place.spec().id());
            }
        }
        return Outlook.between(least, most);
    }

    /** What comes back gives no room, so that every find may take its price of the cap. */
    private static long prices(Step step) {
        return step.places().stream()
                .mapToLong(place -> place.spec().chargeMilli())
                .sum();
    }
}
