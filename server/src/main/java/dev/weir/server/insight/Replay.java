package dev.weir.server.insight;

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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row's part of a replay: its steps by the same two functions that ran the job, with recorded answers for calls.
 *
 * <p>Where a question was never put, all ways are followed, each with what measurements say of its chance.
 */
final class Replay {

    /** So many ways are told apart in a row; from there on only bounds are. */
    private static final int MOST_WAYS = 2_000;

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
    private int ways = 1;

    Replay(Scenario scenario, Job job, Chances chances, Books books, World world, Tape tape) {
        this.scenario = scenario;
        this.job = job;
        this.books = books;
        this.world = world;
        this.tape = tape;
        this.unasked = new Unasked(scenario, job, chances, world.measures(), tape);
    }

    /** What comes of the row. */
    Outlook run() {
        return from(0, new Way(tape.input()));
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
        if (onDoubt() != OnDoubt.SKIP && Waterfall.dependsOnDoubt(step, way.known(), way.fieldsInDoubt())) {
            way.inDoubt(step.fields().stream()
                    .filter(field -> !way.known().has(field))
                    .toList());
            return from(index + 1, way);
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
            case CellEnd.Failed(var _, Values kept, var _, var _) -> way.learn(kept);
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

    /** In the order in which the executor looks: by-products, inputs, keys, caps, and then the question itself. */
    private Outlook turn(Turn turn, Way way) {
        OperationSpec spec = turn.spec();
        // What it said of one address is no answer about another.
        Values given = turn.verifies() ? null : way.given(spec.id());
        if (given != null && turn.wanted().stream().anyMatch(given::has)) {
            return on(turn, turn.judge(new Reply.Found(given, Receipt.free(new byte[0]))), way);
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
        Long rowCap = scenario.maxRowCreditsMilli();
        if (rowCap != null && way.spent() + turn.needMilli() > rowCap) {
            return on(turn, new Verdict.NotAsked(NotAskedReason.CAP_REACHED), way);
        }
        Map<String, Object> question = spec.questionFrom(known);
        Asking asking = new Asking(turn, AnswerKey.of(job.workspaceId(), spec, question), Unasked.isAbout(question));
        questions.add(asking.key());
        Tape.Played played = played(asking.key());
        boolean again = (way.hasAsked(asking.key()) || world.wasAsked(asking.key())) && !callsAnyway(played);
        boolean free = again || (played != null && played.freeThen());
        return free ? ask(asking, played, again, way) : capped(asking, played, way);
    }

    /** A question about to be put. @param unknown whether it holds a value that nobody knows */
    private record Asking(Turn turn, AnswerKey key, boolean unknown) {}

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
        Long cap = scenario.maxCreditsMilli();
        Turn turn = asking.turn();
        long taken = way.taken() + turn.needMilli();
        if (cap == null || world.takenMost() + taken <= cap) {
            return ask(asking, played, false, way);
        }
        Verdict refused = new Verdict.NotAsked(NotAskedReason.CAP_REACHED);
        if (world.takenLeast() + taken > cap) {
            return on(turn, refused, way);
        }
        if (++ways > MOST_WAYS) {
            return unasked.anything(turn.index(), way);
        }
        Way other = way.fork();
        return Outlook.either(Interval.ANY, ask(asking, played, false, way), on(turn, refused, other));
    }

    private Outlook ask(Asking asking, Tape.@Nullable Played played, boolean again, Way way) {
        Turn turn = asking.turn();
        way.asks(asking.key());
        boolean perhapsAgain = turn.verifies() && way.verifies(turn.spec().id(), asking.unknown()) && !again;
        if (played != null) {
            return replay(turn, played, again, perhapsAgain, way);
        }
        unknown.add(turn.stage());
        if (!asking.unknown()) {
            unanswered.add(asking.key());
        }
        return turn.verifies()
                ? never(turn, unasked.verification(turn), again, perhapsAgain, way)
                : never(turn, unasked.find(turn, asking.key()), again, false, way);
    }

    private Outlook replay(Turn turn, Tape.Played played, boolean again, boolean perhapsAgain, Way way) {
        Verdict verdict = turn.judge(played.reply());
        if (played.reply() instanceof Reply.Found(Values values, var _) && !turn.verifies()) {
            way.give(turn.spec().id(), values);
        }
        boolean doubt = verdict instanceof Verdict.InDoubt;
        if (doubt) {
            way.doubts(played.settled());
        }
        double[] now = world.measures().zero();
        if (!again) {
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
        return (perhapsAgain ? Outlook.upTo(now) : Outlook.sure(now)).plus(on(turn, verdict, way));
    }

    /** Nobody ever put this question: each of these may come of it. */
    private Outlook never(Turn turn, List<Unasked.May> outcomes, boolean again, boolean perhapsAgain, Way way) {
        ways += outcomes.size() - 1;
        if (ways > MOST_WAYS) {
            return unasked.anything(turn.index(), way);
        }
        List<Way> forks = outcomes.stream().map(_ -> way.fork()).toList();
        List<Outlook> outlooks = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            outlooks.add(came(turn, outcomes.get(i).verdict(), again, perhapsAgain, forks.get(i)));
        }
        Outlook all = outlooks.getLast();
        for (int i = outlooks.size() - 2; i >= 0; i--) {
            all = Outlook.either(outcomes.get(i).chance(), outlooks.get(i), all);
        }
        return all;
    }

    private Outlook came(Turn turn, Verdict verdict, boolean again, boolean perhapsAgain, Way way) {
        double[] now = world.measures().zero();
        if (!again) {
            long price = Waterfall.chargeMilli(turn.spec(), verdict);
            now[Measures.CHARGED] = price;
            now[Measures.FRESH] = price;
            now[Measures.TAKEN] = price;
            now[Measures.CALLS] = 1;
            now[Measures.MILLIS] = unasked.millis(turn);
            way.spend(price);
            owe(turn, new Way.Charge(price, price), way);
        }
        return (perhapsAgain ? Outlook.upTo(now) : Outlook.sure(now)).plus(on(turn, verdict, way));
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
