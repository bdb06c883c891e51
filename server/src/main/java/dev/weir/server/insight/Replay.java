package dev.weir.server.insight;

import dev.weir.provider.OperationId;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.server.enrichment.AnswerKey;
import dev.weir.server.jobs.Job;
import dev.weir.server.waterfall.CellEnd;
import dev.weir.server.waterfall.Decision;
import dev.weir.server.waterfall.NotAskedReason;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Outcome;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.Verdict;
import dev.weir.server.waterfall.Waterfall;
import dev.weir.server.waterfall.WorstCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row's part of a replay: its steps by the same two functions that ran the job, with recorded answers for calls.
 *
 * <p>Where a question was never put, both ways are followed, each with what measurements say of its chance.
 */
final class Replay {

    /** Stands for a value that nobody knows; no question that holds it has an answer in the books. */
    private static final String SOMETHING = "\u2047";

    /** So many ways are told apart in a row; from there on only bounds are. */
    private static final int MOST_WAYS = 2_000;

    /** Answers that other rows, or other jobs, have got. */
    interface Books {
        Tape.@Nullable Played find(AnswerKey key);
    }

    /** Where a row stands on one of its ways. */
    private static final class Way {
        private Values known;
        private final Map<OperationId, Values> given;
        private final Set<AnswerKey> asked;
        private final Set<String> fieldsInDoubt;
        private long spent;

        Way(Values known) {
            this(known, new HashMap<>(), new HashSet<>(), new HashSet<>(), 0);
        }

        private Way(
                Values known,
                Map<OperationId, Values> given,
                Set<AnswerKey> asked,
                Set<String> fieldsInDoubt,
                long spent) {
            this.known = known;
            this.given = given;
            this.asked = asked;
            this.fieldsInDoubt = fieldsInDoubt;
            this.spent = spent;
        }

        Way fork() {
            return new Way(known, new HashMap<>(given), new HashSet<>(asked), new HashSet<>(fieldsInDoubt), spent);
        }
    }

    /** One turn: whom the waterfall names, for what, after what. */
    private record Turn(int index, Step step, int place, List<String> wanted, List<Outcome> soFar) {
        OperationSpec spec() {
            return step.place(place).spec();
        }
    }

    private final Scenario scenario;
    private final Job job;
    private final Chances chances;
    private final Books books;
    private final World world;
    private final Tape tape;
    private final Set<AnswerKey> questions = new HashSet<>();
    private final Set<AnswerKey> unanswered = new HashSet<>();
    private final Set<Stage> unknown = new HashSet<>();
    private int ways = 1;

    Replay(Scenario scenario, Job job, Chances chances, Books books, World world, Tape tape) {
        this.scenario = scenario;
        this.job = job;
        this.chances = chances;
        this.books = books;
        this.world = world;
        this.tape = tape;
    }

    /** What comes of the row. */
    Outlook run() {
        return from(0, new Way(tape.input()));
    }

    /** The questions it puts. */
    Set<AnswerKey> questions() {
        return questions;
    }

    /** Those of them to which no answer was found. */
    Set<AnswerKey> unanswered() {
        return unanswered;
    }

    /** The stages that put them. */
    Set<Stage> unknown() {
        return unknown;
    }

    private Outlook from(int index, Way way) {
        List<Step> steps = scenario.plan().steps();
        if (index == steps.size()) {
            return Outlook.nothing(world.measures().count());
        }
        Step step = steps.get(index);
        if (scenario.plan().onDoubt() != OnDoubt.SKIP && Waterfall.dependsOnDoubt(step, way.known, way.fieldsInDoubt)) {
            step.fields().stream().filter(field -> !way.known.has(field)).forEach(way.fieldsInDoubt::add);
            return from(index + 1, way);
        }
        return cell(index, step, List.of(), way);
    }

    private Outlook cell(int index, Step step, List<Outcome> soFar, Way way) {
        return switch (Waterfall.next(step, scenario.plan().onDoubt(), way.known, soFar)) {
            case Decision.Stop(CellEnd end) -> ended(index, end, way);
            case Decision.Ask(int place, List<String> wanted) -> turn(new Turn(index, step, place, wanted, soFar), way);
        };
    }

    private Outlook ended(int index, CellEnd end, Way way) {
        double[] now = world.measures().zero();
        switch (end) {
            case CellEnd.Completed(Values values, var _) -> {
                way.known = way.known.and(values);
                now[Measures.step(index)] = 1;
            }
            case CellEnd.Failed(var _, Values kept, var _, var _) -> way.known = way.known.and(kept);
            case CellEnd.InDoubt(Values kept, var _, List<String> missing, var _) -> {
                way.known = way.known.and(kept);
                way.fieldsInDoubt.addAll(missing);
            }
            case CellEnd.Skipped _ -> {}
        }
        return Outlook.sure(now).plus(from(index + 1, way));
    }

    /** In the order in which the executor looks: by-products, inputs, keys, caps, and then the question itself. */
    private Outlook turn(Turn turn, Way way) {
        OperationSpec spec = turn.spec();
        Values given = way.given.get(spec.id());
        if (given != null && turn.wanted().stream().anyMatch(given::has)) {
            return on(turn, judge(turn, new Reply.Found(given, Receipt.free(new byte[0]))), way);
        }
        Values known = Waterfall.knownTo(turn.step(), way.known, turn.soFar());
        if (!spec.canBeAskedWith(known.fields())) {
            return on(turn, cannotBeAsked(spec, known, way), way);
        }
        NotAskedReason reason = tape.passedOver(turn.step().name(), spec.id().toString());
        if (reason == NotAskedReason.CREDENTIALS_MISSING
                || reason == NotAskedReason.UNAVAILABLE
                || reason == NotAskedReason.SUPPRESSED
                || reason == NotAskedReason.NEEDED_IN_DOUBT) {
            return on(turn, new Verdict.NotAsked(reason), way);
        }
        Long rowCap = scenario.maxRowCreditsMilli();
        if (rowCap != null && way.spent + spec.chargeMilli() > rowCap) {
            return on(turn, new Verdict.NotAsked(NotAskedReason.CAP_REACHED), way);
        }
        AnswerKey key = AnswerKey.of(job.workspaceId(), spec, spec.questionFrom(known));
        questions.add(key);
        Tape.Played played = played(key);
        boolean again = (way.asked.contains(key) || world.wasAsked(key)) && !callsAnyway(played);
        boolean free = again || (played != null && played.freeThen());
        return free ? ask(turn, key, played, again, way) : capped(turn, key, played, way);
    }

    /** The answer as the row itself had it; that of the row which made the call where this one only shared it. */
    private Tape.@Nullable Played played(AnswerKey key) {
        Tape.Played ours = tape.answer(key);
        if (ours != null && ours.own()) {
            return ours;
        }
        Tape.Played theirs = books.find(key);
        return ours == null || (theirs != null && theirs.own()) ? theirs : ours;
    }

    /** Trouble is not remembered: whoever met it had called, whoever had called before. */
    private static boolean callsAnyway(Tape.@Nullable Played played) {
        return played != null && played.own() && !played.remembered();
    }

    private Verdict cannotBeAsked(OperationSpec spec, Values known, Way way) {
        Set<String> resolved = new HashSet<>(known.fields());
        resolved.addAll(way.fieldsInDoubt);
        if (!spec.canBeAskedWith(resolved)) {
            return new Verdict.NotAsked(NotAskedReason.NO_INPUT);
        }
        return scenario.plan().onDoubt() == OnDoubt.SKIP
                ? new Verdict.NotAsked(NotAskedReason.NEEDED_IN_DOUBT)
                : new Verdict.InDoubt();
    }

    /** A call that costs something leaves only where the job's cap has room for it. */
    private Outlook capped(Turn turn, AnswerKey key, Tape.@Nullable Played played, Way way) {
        Long cap = scenario.maxCreditsMilli();
        long price = turn.spec().chargeMilli();
        if (cap == null || world.spentMost() + way.spent + price <= cap) {
            return ask(turn, key, played, false, way);
        }
        Verdict refused = new Verdict.NotAsked(NotAskedReason.CAP_REACHED);
        if (world.spentLeast() + way.spent + price > cap) {
            return on(turn, refused, way);
        }
        if (++ways > MOST_WAYS) {
            return anything(turn.index());
        }
        Way other = way.fork();
        return Outlook.either(Interval.ANY, ask(turn, key, played, false, way), on(turn, refused, other));
    }

    private Outlook ask(Turn turn, AnswerKey key, Tape.@Nullable Played played, boolean again, Way way) {
        way.asked.add(key);
        return played == null ? guess(turn, key, again, way) : replay(turn, played, again, way);
    }

    private Outlook replay(Turn turn, Tape.Played played, boolean again, Way way) {
        Verdict verdict = judge(turn, played.reply());
        if (played.reply() instanceof Reply.Found(Values values, var _)) {
            way.given.putIfAbsent(turn.spec().id(), values);
        }
        double[] now = world.measures().zero();
        if (!again) {
            boolean doubt = verdict instanceof Verdict.InDoubt;
            long price = doubt ? played.charged() : Waterfall.chargeMilli(turn.spec(), verdict);
            now[Measures.FRESH] = price;
            if (!played.freeThen()) {
                now[Measures.CHARGED] = price;
                now[Measures.HELD] = doubt ? played.held() : 0;
                now[Measures.CALLS] = doubt && played.held() > 0 ? 0 : 1;
                now[Measures.MILLIS] = played.own()
                        ? played.millis()
                        : chances.millis(turn.step(), turn.spec().id());
                way.spent += price + played.held();
            }
        }
        return Outlook.sure(now).plus(on(turn, verdict, way));
    }

    /** Nobody ever put this question: it is a find or a miss. */
    private Outlook guess(Turn turn, AnswerKey key, boolean again, Way way) {
        unanswered.add(key);
        unknown.add(
                new Stage(turn.step().name(), turn.step().place(turn.place()).key()));
        if (++ways > MOST_WAYS) {
            return anything(turn.index());
        }
        Map<String, Object> some = new HashMap<>();
        turn.wanted().forEach(field -> some.put(field, SOMETHING));
        Interval chance = chance(turn);
        Way missed = way.fork();
        return Outlook.either(
                chance,
                guessed(turn, new Verdict.Accepted(new Values(some)), again, way),
                guessed(turn, new Verdict.NotFound(), again, missed));
    }

    private Outlook guessed(Turn turn, Verdict verdict, boolean again, Way way) {
        double[] now = world.measures().zero();
        if (!again) {
            long price = Waterfall.chargeMilli(turn.spec(), verdict);
            now[Measures.CHARGED] = price;
            now[Measures.FRESH] = price;
            now[Measures.CALLS] = 1;
            now[Measures.MILLIS] = chances.millis(turn.step(), turn.spec().id());
            way.spent += price;
        }
        return Outlook.sure(now).plus(on(turn, verdict, way));
    }

    private Interval chance(Turn turn) {
        Chances.Measured measured = chances.of(turn.step(), turn.spec().id());
        // Whoever is put to every row and decides alone finds in all what it finds anywhere, easy rows and hard ones.
        boolean alone = turn.step().places().size() == 1
                && job.plan().steps().stream()
                        .filter(step -> step.name().equals(turn.step().name()))
                        .flatMap(step -> step.places().stream())
                        .noneMatch(place -> place.spec().id().equals(turn.spec().id()));
        return measured.of(alone ? Chances.Row.UNTOUCHED : row(turn));
    }

    /** What is known of the row here: by the books, or because somebody has missed it on this way. */
    private Chances.Row row(Turn turn) {
        Chances.Row booked = tape.known(turn.step().name());
        boolean missedHere = turn.soFar().stream().anyMatch(outcome -> switch (outcome.verdict()) {
            case Verdict.NotFound _, Verdict.Rejected _, Verdict.BadAnswer _, Verdict.Blocked _ -> true;
            case Verdict.Accepted _,
                    Verdict.Partial _,
                    Verdict.Failed _,
                    Verdict.TimedOut _,
                    Verdict.InDoubt _,
                    Verdict.NotAsked _ -> false;
        });
        return booked == Chances.Row.UNTOUCHED && missedHere ? Chances.Row.MISSED : booked;
    }

    /** The bounds of this step and the rest, when there are too many ways to tell apart. */
    private Outlook anything(int index) {
        double[] most = world.measures().zero();
        for (int i = index; i < scenario.plan().steps().size(); i++) {
            Step step = scenario.plan().steps().get(i);
            most[Measures.step(i)] = 1;
            long worst = WorstCase.perCellMilli(step, scenario.plan().onDoubt());
            most[Measures.CHARGED] += worst;
            most[Measures.FRESH] += worst;
            most[Measures.CALLS] += step.places().size();
            for (var place : step.places()) {
                most[Measures.MILLIS] += chances.millis(step, place.spec().id());
            }
        }
        return Outlook.upTo(most);
    }

    private Outlook on(Turn turn, Verdict verdict, Way way) {
        List<Outcome> outcomes = new ArrayList<>(turn.soFar());
        outcomes.add(new Outcome(turn.place(), verdict));
        return cell(turn.index(), turn.step(), outcomes, way);
    }

    private static Verdict judge(Turn turn, Reply reply) {
        return Waterfall.judge(turn.step(), turn.wanted(), turn.spec(), reply);
    }
}
