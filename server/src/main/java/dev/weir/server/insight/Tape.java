package dev.weir.server.insight;

import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.server.enrichment.AnswerKey;
import dev.weir.server.enrichment.Recording;
import dev.weir.server.enrichment.Recordings;
import dev.weir.server.waterfall.NotAskedReason;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
     */
    record Played(Reply reply, boolean own, int millis, long charged, long held, boolean freeThen) {

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

    private record Turn(String step, String provider) {}

    private final int row;
    private final Values input;
    private final Map<AnswerKey, Played> answers = new HashMap<>();
    private final Map<Turn, NotAskedReason> passedOver = new HashMap<>();
    private final Map<String, Chances.Row> known = new HashMap<>();

    Tape(int row, Values input) {
        this.row = row;
        this.input = input;
    }

    int row() {
        return row;
    }

    Values input() {
        return input;
    }

    /** @param plan the job's own @param sharedWithin questions which some row of the job itself had asked */
    void add(Recording recording, Plan plan, java.util.Set<AnswerKey> sharedWithin) {
        Step step = plan.steps().get(recording.step());
        if (recording.source() == Recording.Source.NOT_ASKED && recording.detail() != null) {
            passedOver.put(
                    new Turn(
                            step.name(),
                            step.place(recording.place()).spec().id().toString()),
                    NotAskedReason.valueOf(recording.detail().toUpperCase(Locale.ROOT)));
            return;
        }
        if (recording.accepted()) {
            known.put(step.name(), Chances.Row.FOUND);
        } else if (recording.missed()) {
            known.putIfAbsent(step.name(), Chances.Row.MISSED);
        }
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
                    !own && !sharedWithin.contains(key));
            // A step that takes another one's by-product has a record of the same question; the call itself counts.
            answers.merge(key, played, (before, later) -> own ? later : before);
        }
    }

    void add(Recordings.Unanswered unanswered) {
        answers.putIfAbsent(
                unanswered.key(),
                new Played(new Reply.Lost("no answer is known"), unanswered.own(), 0, 0, unanswered.amount(), false));
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
    NotAskedReason passedOver(String step, String operation) {
        return passedOver.get(new Turn(step, operation));
    }

    Chances.Row known(String step) {
        return known.getOrDefault(step, Chances.Row.UNTOUCHED);
    }

    /** The tapes of rows, in order. */
    static List<Tape> of(
            List<dev.weir.server.jobs.StoredRow> rows,
            List<Recording> recordings,
            List<Recordings.Unanswered> unanswered,
            Plan plan,
            java.util.Set<AnswerKey> sharedWithin) {
        Map<Integer, Tape> byRow = new java.util.LinkedHashMap<>();
        rows.forEach(row -> byRow.put(row.index(), new Tape(row.index(), row.input())));
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
