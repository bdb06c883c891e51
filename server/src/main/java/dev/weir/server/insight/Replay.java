package dev.weir.server.insight;

import dev.weir.provider.OperationSpec;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.server.enrichment.AnswerKey;
import dev.weir.server.jobs.Job;
import dev.weir.server.waterfall.CellEnd;
import dev.weir.server.waterfall.Computation;
import dev.weir.server.waterfall.Decision;
import dev.weir.server.waterfall.NotAskedReason;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Outcome;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.StepCondition;
import dev.weir.server.waterfall.StepKind;
import dev.weir.server.waterfall.Verdict;
import dev.weir.server.waterfall.Waterfall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One row's part of a replay: its steps by the same two functions that ran the job, with recorded answers for calls.
 *
 * <p>Where a question was never put, all ways are followed, each with what measurements say of its chance. Ways that meet
 * are one from there on, so that their number grows with the places of a plan and not with a power of them.
 */
final class Replay {

    /** So many turns of a row are told apart by all that was asked and spent before; if there are more, roughly. */
    static final int MOST_TURNS = 250;

    /** Under a cap on the job everything is replayed in many orders. */
    static final int MOST_TURNS_CAPPED = 40;

    /** For each of them, so many that are told apart roughly; from there on only bounds are. */
    static final int ROUGH_TURNS = 3;

    /** Answers that other rows, or other jobs, have got. */
    interface Books {
        Tape.@Nullable Played find(AnswerKey key);
    }

    private final Scenario scenario;
    private final Job job;
    private final Books books;
    private final World world;
    private final Tape tape;
    private final Unasked unasked;
    private final Set<AnswerKey> questions = new HashSet<>();
    private final Set<AnswerKey> unanswered = new HashSet<>();
    private final Set<Stage> unknown = new HashSet<>();
    private final Map<Crossing, Outlook> crossings = new HashMap<>();
    private final Ahead ahead;
    private final Room room;
    private final int mostTurns;
    private boolean forked;
    private boolean roughly;
    private int turns;

    Replay(Scenario scenario, Job job, Chances chances, Books books, World world, Tape tape, Ahead ahead) {
        this(
                scenario,
                job,
                chances,
                books,
                world,
                tape,
                ahead,
                scenario.maxCreditsMilli() == null ? MOST_TURNS : MOST_TURNS_CAPPED);
    }

    Replay(
            Scenario scenario,
            Job job,
            Chances chances,
            Books books,
            World world,
            Tape tape,
            Ahead ahead,
            int mostTurns) {
        this.scenario = scenario;
        this.job = job;
        this.books = books;
        this.world = world;
        this.tape = tape;
        this.unasked = new Unasked(scenario, job, chances, world.measures(), tape);
        this.ahead = ahead;
        this.room = new Room(scenario, world, ahead, tape.held());
        this.mostTurns = mostTurns;
    }

    /** What comes of the row. */
    Outlook run() {
        Outlook row = from(0, new Way(tape.input()));
        if (turns <= mostTurns) {
            return row;
        }
        questions.clear();
        unanswered.clear();
        unknown.clear();
        crossings.clear();
        forked = false;
        roughly = true;
        turns = 0;
        return bounded(from(0, new Way(tape.input())));
    }

    /** No row is charged less than nothing, or more than its cap, or than its steps may cost. */
    private Outlook bounded(Outlook row) {
        Long rowCap = scenario.maxRowCreditsMilli();
        double worst = ahead.worstMilli();
        return row.atLeast(Measures.CHARGED, 0)
                .atLeast(Measures.FRESH, 0)
                .atLeast(Measures.TAKEN, 0)
                .atMost(Measures.CHARGED, rowCap == null ? worst : Math.min(worst, rowCap));
    }

    /** The questions it puts. */
    Set<AnswerKey> questions() {
        return questions;
    }

    /** Those of them to which no answer was found, though somebody might have one. */
    Set<AnswerKey> unanswered() {
        return unanswered;
    }

    /** The stages that put questions without an answer. */
    Set<Stage> unknown() {
        return unknown;
    }

    private OnDoubt onDoubt() {
        return scenario.plan().onDoubt();
    }

    private Outlook from(int index, Way way) {
        List<Step> steps = scenario.plan().steps();
        if (index == steps.size()) {
            return Outlook.nothing(world.measures().count());
        }
        Step step = steps.get(index);
        StepCondition condition = step.rules().condition();
        if (condition != null
                && (onDoubt() == OnDoubt.SKIP || !Waterfall.dependsOnDoubt(step, way.known(), way.fieldsInDoubt()))) {
            if (Unasked.hangsOnSomething(way.known(), condition::reads)) {
                forked = true;
                Way other = way.fork();
                return Outlook.either(Interval.ANY, begin(index, step, way), from(index + 1, other));
            }
            if (!condition.on(way.known()).holds()) {
                return from(index + 1, way);
            }
        }
        return begin(index, step, way);
    }

    /** The step as one that is for this row. */
    private Outlook begin(int index, Step step, Way way) {
        Values reused = tape.reused(step, way.known());
        if (!reused.isEmpty()) {
            return ended(index, step, new CellEnd.Completed(reused, Map.of()), List.of(), way);
        }
        if (onDoubt() != OnDoubt.SKIP && Waterfall.dependsOnDoubt(step, way.known(), way.fieldsInDoubt())) {
            way.inDoubt(step.fields().stream()
                    .filter(field -> !way.known().has(field))
                    .toList());
            if (step.kind() instanceof StepKind.Await) {
                way.hear(Values.none());
                way.inDoubt(List.of(StepKind.Await.EVENT));
            }
            return from(index + 1, way);
        }
        if (step.kind() instanceof StepKind.Await) {
            CellEnd end = tape.awaited(step, way.known());
            way.hear(tape.event(step));
            return ended(index, step, end, List.of(), way);
        }
        if (step.kind() instanceof StepKind.Compute(Computation computation)) {
            CellEnd end = Unasked.hangsOnSomething(way.known(), computation::reads)
                    ? Unasked.something(step, way.known())
                    : Waterfall.computed(step, computation, way.known());
            return ended(index, step, end, List.of(), way);
        }
        return cell(index, step, List.of(), way);
    }

    private Outlook cell(int index, Step step, List<Outcome> soFar, Way way) {
        return switch (Waterfall.next(step, onDoubt(), way.known(), soFar)) {
            case Decision.Stop(CellEnd end) -> ended(index, step, end, soFar, way);
            case Decision.Ask(int place, List<String> wanted) -> turn(new Turn(index, step, place, wanted, soFar), way);
        };
    }

    private Outlook ended(int index, Step step, CellEnd end, List<Outcome> soFar, Way way) {
        double[] now = world.measures().zero();
        switch (end) {
            case CellEnd.Completed(Values values, var _) -> {
                way.learn(values);
                now[Measures.step(index)] = 1;
            }
            case CellEnd.Failed(var _, Values kept, var _, var _) -> {
                way.learn(kept);
                way.forgetsFinds();
            }
            case CellEnd.InDoubt(Values kept, var _, List<String> missing, var _) -> {
                way.learn(kept);
                way.inDoubt(missing);
                if (way.doubtsSettled()) {
                    // Whoever ended the doubt ended the cell without a value, so that nothing unverified was kept.
                    back(now, Waterfall.unverified(step, onDoubt(), soFar), way);
                }
            }
            case CellEnd.Skipped _ -> {}
        }
        way.endCell();
        return Outlook.sure(now).plus(from(index + 1, way));
    }

    /** What comes of a turn and of all behind it, worked out once however many ways lead to it. */
    private Outlook turn(Turn turn, Way way) {
        if (!turn.verifies()) {
            way.forgetsFinds();
        }
        if (!forked) {
            return take(turn, way);
        }
        Ahead.Sight sight = ahead.at(turn.index(), turn.number());
        Crossing crossing = Crossing.at(
                turn,
                onDoubt(),
                roughly,
                roughly
                        ? way.roughly(sight)
                        : way.standing(
                                sight,
                                scenario.maxRowCreditsMilli() != null,
                                !turn.isUncapped(),
                                scenario.maxCreditsMilli() != null));
        Outlook before = crossings.get(crossing);
        if (before != null) {
            return before;
        }
        if (++turns > (roughly ? ROUGH_TURNS * mostTurns : mostTurns)) {
            return roughly
                    ? unasked.anything(turn, way)
                    : Outlook.nothing(world.measures().count());
        }
        Outlook now = take(turn, way);
        crossings.put(crossing, now);
        return now;
    }

    /** In the order in which the executor looks: by-products, inputs, keys, caps, and then the question itself. */
    private Outlook take(Turn turn, Way way) {
        OperationSpec spec = turn.spec();
        // What it said of one address is no answer about another.
        Values given = turn.verifies() ? null : way.given(spec.id());
        if (given != null && turn.wanted().stream().anyMatch(given::has)) {
            return any(
                    turn.judge(way.known(), new Reply.Found(given, Receipt.free(new byte[0]))),
                    (verdict, other) -> on(turn, verdict, other),
                    way);
        }
        Values known = Waterfall.knownTo(turn.step(), way.known(), turn.soFar());
        if (!spec.canBeAskedWith(known.fields())) {
            return on(turn, cannotBeAsked(spec, known, way), way);
        }
        NotAskedReason reason = tape.passedOver(turn.step(), turn.place());
        if (reason == NotAskedReason.CREDENTIALS_MISSING
                || reason == NotAskedReason.UNAVAILABLE
                || reason == NotAskedReason.SUPPRESSED
                || reason == NotAskedReason.NEEDED_IN_DOUBT) {
            return on(turn, new Verdict.NotAsked(reason), way);
        }
        return switch (room.inRow(turn, way, roughly)) {
            case YES -> put(turn, known, way);
            case NO -> refused(turn, way);
            case PERHAPS -> {
                forked = true;
                Way other = way.fork();
                yield Outlook.either(Interval.ANY, put(turn, known, way), refused(turn, other));
            }
        };
    }

    private Outlook refused(Turn turn, Way way) {
        return on(turn, new Verdict.NotAsked(NotAskedReason.CAP_REACHED), way);
    }

    private Outlook put(Turn turn, Values known, Way way) {
        OperationSpec spec = turn.spec();
        Map<String, Object> question = spec.questionFrom(known);
        AnswerKey key = AnswerKey.of(job.workspaceId(), spec, question);
        boolean something = Unasked.isAbout(question);
        questions.add(key);
        Tape.Played played = played(key);
        boolean again = !callsAnyway(played) && wasAsked(key, something, way);
        boolean perhapsAgain = !again
                && (roughly
                        ? !callsAnyway(played)
                                && (something
                                        || ahead.at(turn.index(), turn.number()).askedBefore())
                        : turn.verifies() && way.mayHaveVerified(spec.id(), something));
        Asking asking = new Asking(turn, key, something, again, perhapsAgain);
        boolean free = again || (played != null && played.freeThen());
        return free ? ask(asking, played, way) : capped(asking, played, way);
    }

    /** A value that nobody knows may be that of an earlier row, or not; roughly, it is not told which of them it is. */
    private boolean wasAsked(AnswerKey key, boolean something, Way way) {
        return roughly ? !something && world.wasAsked(key) : way.hasAsked(key) || world.wasAsked(key);
    }

    /**
     * A question about to be put.
     *
     * @param something whether it holds a value that nobody knows
     * @param again whether the answer is there for the taking
     * @param perhapsAgain whether it may be
     */
    private record Asking(Turn turn, AnswerKey key, boolean something, boolean again, boolean perhapsAgain) {}

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
        resolved.addAll(way.fieldsInDoubt());
        if (!spec.canBeAskedWith(resolved)) {
            return new Verdict.NotAsked(NotAskedReason.NO_INPUT);
        }
        return onDoubt() == OnDoubt.SKIP ? new Verdict.NotAsked(NotAskedReason.NEEDED_IN_DOUBT) : new Verdict.InDoubt();
    }

    /** A call that costs something leaves only where the job's cap has room for it. */
    private Outlook capped(Asking asking, Tape.@Nullable Played played, Way way) {
        return switch (room.inJob(asking.turn(), way, roughly, asking.perhapsAgain())) {
            case YES -> ask(asking, played, way);
            case NO -> refused(asking.turn(), way);
            case PERHAPS -> {
                forked = true;
                Way other = way.fork();
                yield Outlook.either(Interval.ANY, ask(asking, played, way), refused(asking.turn(), other));
            }
        };
    }

    private Outlook ask(Asking asking, Tape.@Nullable Played played, Way way) {
        Turn turn = asking.turn();
        if (turn.verifies()) {
            way.verifies(turn.spec().id(), asking.key(), asking.something());
        } else {
            way.asks(asking.key(), turn.spec().id());
        }
        if (played != null) {
            return replay(asking, played, way);
        }
        unknown.add(turn.stage());
        if (!asking.something()) {
            unanswered.add(asking.key());
        }
        return never(asking, turn.verifies() ? unasked.verification(turn) : unasked.find(turn, asking.key()), way);
    }

    private Outlook replay(Asking asking, Tape.Played played, Way way) {
        return any(
                asking.turn().judge(way.known(), played.reply()),
                (verdict, other) -> replay(asking, played, verdict, other),
                way);
    }

    /** What comes of one verdict, or of either of two. */
    private Outlook any(List<Verdict> verdicts, BiFunction<Verdict, Way, Outlook> then, Way way) {
        if (verdicts.size() == 1) {
            return then.apply(verdicts.getFirst(), way);
        }
        forked = true;
        Way other = way.fork();
        return Outlook.either(
                Interval.ANY, then.apply(verdicts.getFirst(), way), then.apply(verdicts.getLast(), other));
    }

    private Outlook replay(Asking asking, Tape.Played played, Verdict verdict, Way way) {
        Turn turn = asking.turn();
        if (played.reply() instanceof Reply.Found(Values values, var _) && !turn.verifies()) {
            way.give(turn.spec().id(), values);
        }
        boolean doubt = verdict instanceof Verdict.InDoubt;
        if (doubt) {
            way.doubts(played.settled());
        }
        double[] now = world.measures().zero();
        if (!asking.again()) {
            long price = doubt ? played.charged() : Waterfall.chargeMilli(turn.spec(), verdict);
            now[Measures.FRESH] = price;
            if (!played.freeThen()) {
                now[Measures.CHARGED] = price;
                now[Measures.HELD] = doubt ? played.held() : 0;
                now[Measures.TAKEN] = price + now[Measures.HELD];
                now[Measures.CALLS] = doubt && played.held() > 0 ? 0 : 1;
                now[Measures.MILLIS] = played.own() ? played.millis() : unasked.millis(turn);
                way.spend(price + played.held());
            }
            owe(turn, new Way.Charge(played.freeThen() ? 0 : price, price), way);
        }
        return (asking.perhapsAgain() ? Outlook.upTo(now) : Outlook.sure(now)).plus(on(turn, verdict, way));
    }

    /** Nobody ever put this question: each of these may come of it. */
    private Outlook never(Asking asking, List<Unasked.May> outcomes, Way way) {
        forked = true;
        List<Way> forks = outcomes.stream().map(_ -> way.fork()).toList();
        List<Outlook> outlooks = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            outlooks.add(came(asking, outcomes.get(i).verdict(), forks.get(i)));
        }
        Outlook all = outlooks.getLast();
        for (int i = outlooks.size() - 2; i >= 0; i--) {
            all = Outlook.either(outcomes.get(i).chance(), outlooks.get(i), all);
        }
        return all;
    }

    private Outlook came(Asking asking, Verdict verdict, Way way) {
        Turn turn = asking.turn();
        double[] now = world.measures().zero();
        if (!asking.again()) {
            long price = Waterfall.chargeMilli(turn.spec(), verdict);
            now[Measures.CHARGED] = price;
            now[Measures.FRESH] = price;
            now[Measures.TAKEN] = price;
            now[Measures.CALLS] = 1;
            now[Measures.MILLIS] = unasked.millis(turn);
            way.spend(price);
            owe(turn, new Way.Charge(price, price), way);
        }
        return (asking.perhapsAgain() ? Outlook.upTo(now) : Outlook.sure(now)).plus(on(turn, verdict, way));
    }

    /** What is charged for a find's being accepted comes back when the find is given up; a fee for any answer does not. */
    private static void owe(Turn turn, Way.Charge charge, Way way) {
        if (charge.fresh() > 0 && !turn.verifies() && turn.spec().charge() == OperationSpec.Charge.ACCEPTED) {
            way.owe(turn.number(), charge);
        }
    }

    private Outlook on(Turn turn, Verdict verdict, Way way) {
        List<Outcome> outcomes = turn.with(verdict);
        double[] now = world.measures().zero();
        boolean back = back(now, Waterfall.givenUp(turn.step(), onDoubt(), outcomes), way);
        Outlook rest = cell(turn.index(), turn.step(), outcomes, way);
        return back ? Outlook.sure(now).plus(rest) : rest;
    }

    /** Returns whether anything comes back for these places. */
    private boolean back(double[] now, List<Integer> places, Way way) {
        Way.Charge back = places.isEmpty() ? Way.Charge.NONE : way.giveBack(places, scenario.refundsGiveRoom());
        now[Measures.CHARGED] -= back.charged();
        now[Measures.FRESH] -= back.fresh();
        now[Measures.TAKEN] -= scenario.refundsGiveRoom() ? back.charged() : 0;
        return back.fresh() > 0;
    }
}
