package dev.weir.server.insight;

import dev.weir.provider.OperationId;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.server.enrichment.AnswerKey;
import dev.weir.server.enrichment.Recording;
import dev.weir.server.enrichment.Recordings;
import dev.weir.server.jobs.Reuse;
import dev.weir.server.jobs.StoredRow;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.waterfall.CellEnd;
import dev.weir.server.waterfall.CellReason;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.NotAskedReason;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Role;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.StepKind;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is recorded of one row: its input, every answer by its question, and why turns were passed over. */
final class Tape {

    /**
     * An answer that somebody got.
     *
     * @param own whether a call of that very row brought it, which then took {@code millis}
     * @param charged what was paid for it in the end, which matters for a doubt that was settled
     * @param held what is held for it as long as it is in doubt
     * @param freeThen whether it was remembered from before the job
     * @param settled whether a person has ended the doubt that it was
     */
    record Played(Reply reply, boolean own, int millis, long charged, long held, boolean freeThen, boolean settled) {

        /** One from memory, for which nobody would have paid if it was there {@code then}. */
        static Played recalled(Reply reply, boolean then) {
            return new Played(reply, false, 0, 0, 0, then, false);
        }

        /** An answer that a later row, too, would have found in memory. */
        boolean remembered() {
            return switch (reply) {
                case Reply.Found _, Reply.NotFound _, Reply.Blocked _ -> true;
                case Reply.BadAnswer _,
                        Reply.InvalidInput _,
                        Reply.Throttled _,
                        Reply.OutOfCredits _,
                        Reply.AuthFailed _,
                        Reply.Again _,
                        Reply.Trouble _,
                        Reply.NotSent _,
                        Reply.Lost _ -> false;
            };
        }
    }

    /** @param verified the operation whose find is verified; empty where none is */
    private record Turn(String step, Optional<OperationId> verified, OperationId operation) {
        static Turn of(Step step, Place place) {
            return new Turn(
                    step.name(),
                    place.role() instanceof Role.Verify(int candidate)
                            ? Optional.of(step.place(candidate).spec().id())
                            : Optional.empty(),
                    place.spec().id());
        }
    }

    private final int row;
    private final Values input;
    private final Map<AnswerKey, Played> answers = new HashMap<>();
    private final Map<Turn, NotAskedReason> passedOver = new HashMap<>();
    private final Map<String, Chances.Row> known = new HashMap<>();
    private final Set<String> stood;
    private final Map<String, ValuesJson.Sourced> awaited = new HashMap<>(0);
    private final Map<String, Values> reused = new HashMap<>(0);
    private long held;

    /** @param stood the steps whose cell has completed */
    Tape(int row, Values input, Set<String> stood) {
        this.row = row;
        this.input = input;
        this.stood = Set.copyOf(stood);
    }

    private static Tape of(StoredRow row, Plan plan) {
        Tape tape = new Tape(
                row.index(),
                plan.read(row.input()),
                row.cells().stream()
                        .filter(cell -> cell.state() == CellState.COMPLETED)
                        .map(cell -> plan.steps().get(cell.step()).name())
                        .collect(Collectors.toSet()));
        row.cells().stream()
                .filter(cell -> cell.state() == CellState.COMPLETED && Reuse.REASON.equals(cell.reason()))
                .forEach(cell -> tape.reused.put(
                        plan.steps().get(cell.step()).name(),
                        ValuesJson.readSourced(cell.kept()).values()));
        row.cells().stream()
                .filter(cell -> plan.steps().get(cell.step()).kind() instanceof StepKind.Await)
                .forEach(cell ->
                        tape.awaited.put(plan.steps().get(cell.step()).name(), ValuesJson.readSourced(cell.kept())));
        return tape;
    }

    int row() {
        return row;
    }

    Values input() {
        return input;
    }

    /** @param plan the job's own @param sharedWithin questions which some row of the job itself had asked */
    void add(Recording recording, Plan plan, Set<AnswerKey> sharedWithin) {
        Step step = plan.steps().get(recording.step());
        Place place = step.place(recording.place());
        if (recording.source() == Recording.Source.NOT_ASKED && recording.detail() != null) {
            passedOver.put(
                    Turn.of(step, place),
                    NotAskedReason.valueOf(recording.detail().toUpperCase(Locale.ROOT)));
            return;
        }
        note(recording, step, place);
        AnswerKey key = recording.key();
        Optional<Reply> reply = recording.reply();
        if (key != null && reply.isPresent()) {
            boolean own = recording.source() == Recording.Source.ASKED;
            Played played = new Played(
                    reply.get(),
                    own,
                    recording.latencyMillis(),
                    recording.charged(),
                    0,
                    !own && !sharedWithin.contains(key),
                    recording.settledDoubt());
            // A step that takes another one's by-product has a record of the same question; the call itself counts.
            answers.merge(key, played, (before, later) -> own ? later : before);
        }
    }

    /** What verifiers say is neither a find nor a miss; what they have not let stand is found by nobody. */
    private void note(Recording recording, Step step, Place place) {
        if (place.verifies()) {
            return;
        }
        if (recording.accepted() && (step.verifiers().isEmpty() || stood.contains(step.name()))) {
            known.put(step.name(), Chances.Row.FOUND);
        } else if (recording.missed() || recording.accepted()) {
            known.putIfAbsent(step.name(), Chances.Row.MISSED);
        }
    }

    void add(Recordings.Unanswered unanswered) {
        held += unanswered.amount();
        answers.putIfAbsent(
                unanswered.key(),
                new Played(
                        new Reply.Lost("no answer is known"),
                        unanswered.own(),
                        0,
                        0,
                        unanswered.amount(),
                        false,
                        false));
    }

    /** What is held for this row's calls in doubt, in 1/1000 credit. */
    long held() {
        return held;
    }

    @Nullable
    Played answer(AnswerKey key) {
        return answers.get(key);
    }

    /** Every question of this row and its answer, for other rows that put the same. */
    Map<AnswerKey, Played> answers() {
        return answers;
    }

    /** Why that turn was passed over in the job, if it was. */
    @Nullable
    NotAskedReason passedOver(Step step, Place place) {
        return passedOver.get(Turn.of(step, place));
    }

    /**
     * What that step takes of an earlier result for the row's company, whomever it would ask else; none where it had none,
     * or where that is not all that the row lacks.
     */
    Values reused(Step step, Values known) {
        Values earlier = reused.getOrDefault(step.name(), Values.none());
        List<String> lacking =
                step.fields().stream().filter(field -> !known.has(field)).toList();
        return lacking.isEmpty() || !lacking.stream().allMatch(earlier::has) ? Values.none() : earlier;
    }

    /** How that step ended, which awaits an event: with what came then. */
    CellEnd awaited(Step step, Values known) {
        ValuesJson.Sourced kept = heard(step);
        Values values = step.rules().read(kept.values());
        List<String> missing = step.fields().stream()
                .filter(field -> !known.has(field) && !values.has(field))
                .toList();
        return stood.contains(step.name())
                ? new CellEnd.Completed(values, kept.sources())
                : new CellEnd.Failed(CellReason.NOT_FOUND, values, kept.sources(), missing);
    }

    /** What the event said that the step awaited; none where none came. */
    Values event(Step step) {
        return heard(step).event();
    }

    private ValuesJson.Sourced heard(Step step) {
        return awaited.getOrDefault(step.name(), ValuesJson.readSourced(null));
    }

    Chances.Row known(String step) {
        return known.getOrDefault(step, Chances.Row.UNTOUCHED);
    }

    /** The tapes of rows, in order. */
    static List<Tape> of(
            List<StoredRow> rows,
            List<Recording> recordings,
            List<Recordings.Unanswered> unanswered,
            Plan plan,
            Set<AnswerKey> sharedWithin) {
        Map<Integer, Tape> byRow = new LinkedHashMap<>();
        rows.forEach(row -> byRow.put(row.index(), of(row, plan)));
        for (Recording recording : recordings) {
            Tape tape = byRow.get(recording.rowIndex());
            if (tape != null) {
                tape.add(recording, plan, sharedWithin);
            }
        }
        for (Recordings.Unanswered one : unanswered) {
            Tape tape = byRow.get(one.rowIndex());
            if (tape != null) {
                tape.add(one);
            }
        }
        return List.copyOf(byRow.values());
    }
}
