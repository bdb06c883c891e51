package dev.weir.server.insight;

import dev.weir.provider.OperationSpec;
import dev.weir.provider.Values;
import dev.weir.server.enrichment.AnswerKey;
import dev.weir.server.jobs.Job;
import dev.weir.server.waterfall.AcceptanceRule;
import dev.weir.server.waterfall.CellEnd;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.SkipReason;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.Verdict;
import dev.weir.server.waterfall.WorstCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What may come of a question that nobody ever put. */
final class Unasked {

    /** What an answer may be. @param chance that it is this one, where it is none of those before it in the list */
    record May(Verdict verdict, Interval chance) {}

    /** Stands for a rule of which nobody knows what it makes of a value, where it makes the worst of it. */
    static final AcceptanceRule REFUSING = new AcceptanceRule() {
        @Override
        public String text() {
            return "false";
        }

        @Override
        public Optional<String> objection(Candidate candidate) {
            return Optional.of(candidate.field() + " does not meet the job's condition");
        }

        @Override
        public boolean reads(String field) {
            return false;
        }
    };

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
        return question.values().stream().anyMatch(Unasked::isSomething);
    }

    /** Whether nobody knows that value. */
    static boolean isSomething(Object value) {
        return value instanceof String text && text.startsWith(SOMETHING);
    }

    /** The end of a cell that is worked out from values that nobody knows: others, that nobody knows either. */
    static CellEnd something(Step step, Values known) {
        Map<String, Object> some = new HashMap<>();
        step.fields().stream()
                .filter(field -> !known.has(field))
                .forEach(field -> some.put(
                        field, SOMETHING + step.name() + known.byField().hashCode()));
        return some.isEmpty()
                ? new CellEnd.Skipped(SkipReason.ALREADY_KNOWN)
                : new CellEnd.Completed(new Values(some), Map.of());
    }

    /** Whether what reads these fields of it reads a value that nobody knows. */
    static boolean hangsOnSomething(Values known, Predicate<String> reads) {
        return known.byField().entrySet().stream()
                .anyMatch(one -> isSomething(one.getValue()) && reads.test(one.getKey()));
    }

    /** The same values, with all alike that nobody knows. */
    static Values alike(Values values) {
        Map<String, Object> alike = new HashMap<>(values.byField());
        alike.replaceAll((_, value) -> isSomething(value) ? SOMETHING : value);
        return new Values(alike);
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
        return booked == Chances.Row.UNTOUCHED && turn.missed(scenario.plan().onDoubt()) ? Chances.Row.MISSED : booked;
    }

    /** The bounds of what is left of this step and of the rest, when there are too many ways to tell apart. */
    Outlook anything(Turn turn, Way way) {
        OnDoubt onDoubt = scenario.plan().onDoubt();
        double[] least = measures.zero();
        least[Measures.CHARGED] = -way.owed().charged();
        least[Measures.FRESH] = -way.owed().fresh();
        least[Measures.TAKEN] = scenario.refundsGiveRoom() ? least[Measures.CHARGED] : 0;
        double[] most = measures.zero();
        most[Measures.HELD] = tape.held();
        most[Measures.TAKEN] = tape.held();
        Set<String> perhapsKnown = new HashSet<>(way.known().fields());
        perhapsKnown.addAll(way.fieldsInDoubt());
        List<Step> steps = scenario.plan().steps();
        for (int i = turn.index(); i < steps.size(); i++) {
            Step step = steps.get(i);
            if (way.known().fields().containsAll(step.fields())) {
                continue;
            }
            int first = i == turn.index() ? turn.number() : 0;
            for (String field : step.fields()) {
                perhapsKnown.add(field);
                perhapsKnown.add(Step.statusOf(field));
            }
            int calls = 0;
            for (Place place : step.places().subList(first, step.places().size())) {
                if (way.given(place.spec().id()) != null || place.spec().canBeAskedWith(perhapsKnown)) {
                    calls++;
                    most[Measures.MILLIS] += chances.millis(step, place.spec().id());
                }
            }
            if (calls > 0) {
                most[Measures.CALLS] += calls;
                most[Measures.step(i)] = 1;
                long worst = WorstCase.fromMilli(first, step, onDoubt);
                most[Measures.CHARGED] += Math.min(worst, step.rules().cap().milli());
                most[Measures.FRESH] += worst;
                most[Measures.TAKEN] += Ahead.taken(step, first, onDoubt, scenario.refundsGiveRoom());
            }
        }
        return Outlook.between(least, most);
    }
}
