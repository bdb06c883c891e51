package dev.weir.server.enrichment;

import dev.weir.provider.Ask;
import dev.weir.provider.LateOperation;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.server.egress.Access;
import dev.weir.server.egress.Asked;
import dev.weir.server.egress.Permit;
import dev.weir.server.egress.RetryPolicy;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.tickets.Evidence;
import dev.weir.server.waterfall.NotAskedReason;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Verdict;
import dev.weir.server.waterfall.Waterfall;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries one row's askings out: memory, shared flights, permit, intent, call, verdict, settlement.
 *
 * <p>The order is what keeps money safe: a call leaves only after its intent is durable, and what came of it is handed
 * to the journal before the row waits for anything else.
 */
final class Asker {

    /** What came of a turn as leader: a verdict, or another turn; and what followers are told. */
    private record Turn(@Nullable Verdict verdict, Flights.Landing landing) {

        static Turn again() {
            return new Turn(null, new Flights.Landing.Abandoned());
        }
    }

    private final RunParts parts;
    private final JobRun job;
    private final Lease lease;
    private final int row;
    private final History history;
    private final RowJournal journal;
    private final RowWaits waits;
    private final RowIntents intents;
    private final RowSettlements settlements;
    private final RowTickets tickets;
    private final RowFollows follows;
    private final RowSuppression suppression;

    Asker(
            RunParts parts,
            RowParts row,
            RowWaits waits,
            RowIntents intents,
            RowSettlements settlements,
            RowTickets tickets) {
        this.parts = parts;
        this.job = row.job();
        this.lease = row.lease();
        this.row = row.index();
        this.history = row.history();
        this.journal = row.journal();
        this.waits = waits;
        this.intents = intents;
        this.settlements = settlements;
        this.tickets = tickets;
        this.suppression = row.suppression();
        this.follows = new RowFollows(parts, row, settlements);
    }

    /**
     * Asks, or finds out why not.
     *
     * @throws Leave when the row has to wait for longer than memory is kept, or the run is stopped
     */
    Verdict ask(Asking asking, Set<String> fieldsInDoubt) throws Leave, InterruptedException {
        if (!asking.place().verifies()) {
            intents.release();
        }
        Optional<IntentTable.Stored> standing = history.intent(asking.index(), asking.placeIndex());
        if (standing.isPresent() && standing.get().state() == IntentTable.State.WAITING) {
            return tickets.verdict(asking, standing.get());
        }
        if (standing.isPresent()) {
            Evidence.Filed evidence = history.evidence(standing.get()).orElse(null);
            if (evidence != null) {
                intents.reopen(standing.get());
                return settlements.answered(
                        asking,
                        standing.get(),
                        new Asked.Replied(evidence.reply(), evidence.tries(), evidence.possible(), 0, Duration.ZERO));
            }
            if (!intents.mayRepeat(asking.spec(), standing.get())) {
                return doubt(standing.get());
            }
        }
        if (suppression.holds(asking.known())) {
            return standing.isPresent()
                    ? doubt(standing.get())
                    : settlements.notAsked(asking, NotAskedReason.SUPPRESSED);
        }
        OperationSpec spec = asking.spec();
        Optional<Access> access =
                parts.accessBook().find(lease.workspaceId(), spec.id().provider());
        // What it said of one address is no answer about another.
        Records.Given given = standing.isEmpty() && !asking.place().verifies() ? settlements.given(spec.id()) : null;
        if (given != null && given.hasAny(asking.wanted())) {
            return settlements.byProduct(asking, given);
        }
        NotAskedReason reason = whyNot(asking, fieldsInDoubt, access.isPresent(), standing.isPresent());
        if (standing.isPresent() && (reason != null || !isSameQuestion(spec, asking.known(), standing.get()))) {
            return doubt(standing.get());
        }
        if (reason == null) {
            return fly(question(asking, access.orElseThrow(), standing.orElse(null)));
        }
        // Whoever waits for a doubt keeps its turn: passing it over would leave another value than without the doubt,
        // and a record, which is never rewritten, would keep it from being asked when the doubt is resolved.
        return reason == NotAskedReason.NEEDED_IN_DOUBT && job.job().plan().onDoubt() != OnDoubt.SKIP
                ? new Verdict.InDoubt()
                : settlements.notAsked(asking, reason);
    }

    /** What is known may have changed since: a repetition asks what was asked, or nothing. */
    private boolean isSameQuestion(OperationSpec spec, Values known, IntentTable.Stored standing) {
        return AnswerKey.of(lease.workspaceId(), spec, spec.questionFrom(known)).equals(standing.key());
    }

    private @Nullable NotAskedReason whyNot(
            Asking asking, Set<String> fieldsInDoubt, boolean hasAccess, boolean standing) {
        OperationSpec spec = asking.spec();
        Values known = asking.known();
        if (!spec.canBeAskedWith(known.fields())) {
            return missingInput(spec, known, fieldsInDoubt);
        }
        if (!hasAccess) {
            return NotAskedReason.CREDENTIALS_MISSING;
        }
        return !standing && settlements.isBeyondCap(asking) ? NotAskedReason.CAP_REACHED : null;
    }

    private Question question(Asking asking, Access access, IntentTable.@Nullable Stored standing) {
        OperationSpec spec = asking.spec();
        var inputs = spec.questionFrom(asking.known());
        AnswerKey key = standing == null ? AnswerKey.of(lease.workspaceId(), spec, inputs) : standing.key();
        String idempotencyKey = Waterfall.askingKey(lease.jobId(), row, asking.step(), asking.place());
        return new Question(
                asking,
                parts.catalog().operation(spec.id()),
                access,
                key,
                new Ask(inputs, asking.wanted(), idempotencyKey),
                standing);
    }

    private static NotAskedReason missingInput(OperationSpec spec, Values known, Set<String> fieldsInDoubt) {
        Set<String> resolved = new HashSet<>(known.fields());
        resolved.addAll(fieldsInDoubt);
        return spec.canBeAskedWith(resolved) ? NotAskedReason.NEEDED_IN_DOUBT : NotAskedReason.NO_INPUT;
    }

    /** Leads, or follows who leads, until there is a verdict. */
    private Verdict fly(Question question) throws Leave, InterruptedException {
        while (true) {
            waits.requireStart();
            Flights.Seat seat = question.standing() == null
                    ? parts.flights().join(question.key())
                    : parts.flights().take(question.key());
            Verdict verdict = seat.leads() ? lead(question, seat) : follow(question, seat);
            if (verdict != null) {
                return verdict;
            }
        }
    }

    private @Nullable Verdict lead(Question question, Flights.Seat seat) throws Leave, InterruptedException {
        Flights.Landing landing = new Flights.Landing.Abandoned();
        try {
            Turn turn = turn(question);
            landing = turn.landing();
            if (turn.verdict() == null && landing instanceof Flights.Landing.Waiting) {
                throw new Leave(new RowEnding.Waiting());
            }
            return turn.verdict();
        } finally {
            parts.flights().land(seat, landing);
        }
    }

    private @Nullable Verdict follow(Question question, Flights.Seat seat) throws Leave, InterruptedException {
        return switch (waits.landing(seat.landing())) {
            case Flights.Landing.Replied(Reply reply) ->
                settlements.shared(question.asking(), question.key(), RecordWrite.Kind.FOLLOWED, reply);
            // For whom it may be too old looks by itself.
            case Flights.Landing.Remembered(Reply reply, JobRun by) ->
                job.takesWhatSuits(by)
                        ? settlements.shared(question.asking(), question.key(), RecordWrite.Kind.FOLLOWED, reply)
                        : null;
            case Flights.Landing.InDoubt _ -> follows.leaderInDoubt(question);
            case Flights.Landing.Waiting _ -> follows.leaderWaits(question);
            case Flights.Landing.Abandoned _ -> null;
        };
    }

    /** One turn as the question's leader on this node. */
    private Turn turn(Question question) throws Leave, InterruptedException {
        journal.handOver();
        if (question.operation() instanceof LateOperation later) {
            return turn(question, later);
        }
        return switch (waits.turn(question.access(), maxWait(question.asking()), () -> remembered(question))) {
            case RowWaits.Turn.Come(Permit permit) -> turn(question, permit);
            case RowWaits.Turn.Remembered(Reply reply) ->
                isSuppressedByNow(question) ? suppressed(question) : remembered(question, reply);
            case RowWaits.Turn.Never _ -> unavailable(question);
        };
    }

    /** A repetition wants the answer to its own call. */
    private Optional<Reply> remembered(Question question) {
        return question.standing() == null ? parts.answers().find(question.key(), job) : Optional.empty();
    }

    private Turn remembered(Question question, Reply reply) {
        return new Turn(
                settlements.shared(question.asking(), question.key(), RecordWrite.Kind.REMEMBERED, reply),
                new Flights.Landing.Remembered(reply, job));
    }

    /** Whether its subject was put on the list while this waited for its turn. */
    private boolean isSuppressedByNow(Question question) {
        return question.standing() == null
                && suppression.holds(question.asking().known());
    }

    private Turn suppressed(Question question) {
        return new Turn(
                settlements.notAsked(question.asking(), NotAskedReason.SUPPRESSED), new Flights.Landing.Abandoned());
    }

    private Turn turn(Question question, Permit held) throws Leave, InterruptedException {
        try (Permit permit = held) {
            if (isSuppressedByNow(question)) {
                return suppressed(question);
            }
            intents.announce(question);
            Written written = journal.write();
            if (written instanceof Written.Admitted) {
                intents.admitted(question);
                return call(question, permit);
            }
            return notOpened(question, written);
        }
    }

    /** The same where the answer comes later: a ticket is opened, and the row leaves its run. */
    private Turn turn(Question question, LateOperation later) throws Leave, InterruptedException {
        intents.announce(question, tickets.of(question, later));
        Written written = journal.write();
        if (written instanceof Written.Admitted) {
            intents.admitted(question);
            parts.gatherings()
                    .opened(
                            new Gathering(lease.workspaceId(), question.spec().id()),
                            later.spec().batchSize());
            return new Turn(null, new Flights.Landing.Waiting());
        }
        return notOpened(question, written);
    }

    /** Why a question's intent was not opened, and what that makes of it. */
    private Turn notOpened(Question question, Written written) throws Leave, InterruptedException {
        return switch (written) {
            case Written.Remembered(Reply reply) -> remembered(question, reply);
            case Written.Taken(IntentTable.Stored by) -> taken(question, by);
            case Written.Crowded _ -> {
                waits.moment();
                yield Turn.again();
            }
            case Written.CapReached _ ->
                new Turn(
                        settlements.notAsked(question.asking(), NotAskedReason.CAP_REACHED),
                        new Flights.Landing.Abandoned());
            case Written.Admitted _, Written.NotAccepting _, Written.Fenced _ ->
                throw new Leave(new RowEnding.Stopped());
        };
    }

    private Turn unavailable(Question question) {
        IntentTable.Stored standing = question.standing();
        return standing == null
                ? new Turn(
                        settlements.notAsked(question.asking(), NotAskedReason.UNAVAILABLE),
                        new Flights.Landing.Abandoned())
                : new Turn(doubt(standing), new Flights.Landing.InDoubt());
    }

    /** The intent is durable: the call leaves, and what comes of it is settled. */
    private Turn call(Question question, Permit permit) throws Leave {
        parts.failpoint().reached("enrichment.afterIntent");
        Traces.Run trace = job.trace();
        long began = trace == null ? 0 : System.nanoTime();
        Asked asked;
        try (WorkingRows.Aside _ = parts.working().aside()) {
            asked = permit.ask(
                    question.operation(),
                    question.ask(),
                    question.spec().deadline(),
                    retry(question.asking()),
                    waits::mayStart);
        }
        if (trace != null) {
            trace.called(row, question.spec().id(), asked, Duration.ofNanos(System.nanoTime() - began));
        }
        parts.failpoint().reached("enrichment.beforeSettle");
        return switch (asked) {
            case Asked.Replied replied -> settle(question, intents.open(question, replied.reply()), replied);
            case Asked.Requeue(Duration after, int tries, long possible) -> {
                intents.takeBack(question, tries, possible);
                throw new Leave(new RowEnding.Parked(after));
            }
            case Asked.Stopped(int tries, long possible, boolean _) -> {
                intents.takeBack(question, tries, possible);
                throw new Leave(new RowEnding.Stopped());
            }
        };
    }

    /** How long this step waits for an unavailable provider. */
    private Duration maxWait(Asking asking) {
        return asking.step().rules().policy().waiting().orElse(parts.settings().maxWait());
    }

    private RetryPolicy retry(Asking asking) {
        return Asking.retry(asking.step().rules().policy(), parts.settings().retry());
    }

    private Turn settle(Question question, IntentTable.Stored open, Asked.Replied replied) throws Leave {
        return switch (replied.reply()) {
            case Reply.Lost(String detail) -> lost(question, open, replied, detail);
            // The credential has been stopped; the next permit says so, and the row waits for it as for any outage.
            case Reply.AuthFailed _, Reply.OutOfCredits _ -> {
                intents.takeBack(question, replied.tries(), replied.possibleMilli());
                if (question.standing() != null) {
                    throw new Leave(new RowEnding.Parked(RowWaits.LOOK_AGAIN));
                }
                yield Turn.again();
            }
            // Nothing left this time; an earlier attempt is as doubtful as before.
            case Reply.NotSent _ when question.standing() != null -> inDoubt(open, replied);
            default ->
                new Turn(settlements.called(question, open, replied), new Flights.Landing.Replied(replied.reply()));
        };
    }

    private Turn lost(Question question, IntentTable.Stored open, Asked.Replied replied, String detail) throws Leave {
        if (!question.spec().billable()) {
            return new Turn(
                    settlements.called(question, open, replied, new Verdict.Failed(detail)),
                    new Flights.Landing.Abandoned());
        }
        if (intents.mayRepeatLost(question.spec(), open)) {
            // The next run repeats the call under the same key.
            intents.keepOpen(open, replied.possibleMilli());
            throw new Leave(new RowEnding.Parked(RowWaits.LOOK_AGAIN));
        }
        if (question.standing() == null) {
            settlements.held(open);
        }
        return inDoubt(open, replied);
    }

    /** What earlier tries of the call may have cost is noted beside what the lost one may. */
    private Turn inDoubt(IntentTable.Stored open, Asked.Replied replied) {
        intents.lost(open, replied.possibleMilli());
        journal.handOver();
        return new Turn(new Verdict.InDoubt(), new Flights.Landing.InDoubt());
    }

    /** An intent of an earlier run that nobody can say anything about. */
    private Verdict doubt(IntentTable.Stored intent) {
        intents.doubt(intent);
        return new Verdict.InDoubt();
    }

    /** Somebody else's intent stands for the same question: on another node, or left behind by a run that crashed. */
    private Turn taken(Question question, IntentTable.Stored by) throws Leave, InterruptedException {
        if (by.state() == IntentTable.State.DOUBT) {
            return new Turn(follows.leaderInDoubt(question), new Flights.Landing.InDoubt());
        }
        if (by.state() == IntentTable.State.WAITING) {
            return new Turn(follows.leaderWaits(question), new Flights.Landing.Waiting());
        }
        waits.moment();
        return Turn.again();
    }
}
