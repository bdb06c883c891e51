package dev.weir.server.enrichment;

import dev.weir.provider.Ask;
import dev.weir.provider.LateOperation;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.server.egress.Access;
import dev.weir.server.egress.Asked;
import dev.weir.server.egress.Permit;
import dev.weir.server.egress.RetryPolicy;
import dev.weir.server.jobs.CellRef;
import dev.weir.server.jobs.CellWrite;
import dev.weir.server.jobs.RowEnd;
import dev.weir.server.jobs.StoredCell;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.tickets.Evidence;
import dev.weir.server.tickets.NewTicket;
import dev.weir.server.tickets.Ticket;
import dev.weir.server.tickets.TicketState;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.NotAskedReason;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Outcome;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.StepKind;
import dev.weir.server.waterfall.Verdict;
import dev.weir.server.waterfall.Waterfall;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
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

    /** Why a cell waits that wants the answer to another row's question. */
    private static final String FOLLOWS = "follows";
    /** How often such a row looks by itself; it is told when there is an answer. */
    private static final Duration FOLLOWER_LOOKS = Duration.ofMinutes(5);

    private final RunParts parts;
    private final JobRun job;
    private final Lease lease;
    private final int row;
    private final History history;
    private final RowJournal journal;
    private final RowWaits waits;
    private final RowIntents intents;
    private final Records records;
    private final Refunds refunds;
    private final RowSpending spending;

    Asker(RunParts parts, JobRun job, Lease lease, int row, History history, RowJournal journal, Suspicion suspicion) {
        this.parts = parts;
        this.job = job;
        this.lease = lease;
        this.row = row;
        this.history = history;
        this.journal = journal;
        this.waits = new RowWaits(parts, lease, journal, suspicion);
        this.intents = new RowIntents(parts.settings(), parts.promises(), job, lease, row, journal);
        this.records = new Records(job, lease, row, journal, history);
        this.refunds = new Refunds(job, lease, row, journal, history);
        this.spending = new RowSpending(job.job().maxRowCreditsMilli(), history.spent());
    }

    /** Whether the reply to a call of an earlier run has come in since; one that comes later, in time. */
    boolean hasEvidence(int step, int place) {
        return history.intent(step, place)
                .filter(intent -> history.evidence(intent).isPresent())
                .filter(intent -> intent.state() != IntentTable.State.WAITING
                        || history.ticket(step, place)
                                .filter(ticket -> ticket.state() == TicketState.ANSWERED)
                                .isPresent())
                .isPresent();
    }

    /**
     * Nobody waits any longer for what a step has asked and is answered later.
     *
     * @return whether it had asked anything
     */
    boolean giveUpWaiting(int index, Step step, Values known) {
        List<IntentTable.Stored> waiting = history.intents(index).stream()
                .filter(intent -> intent.state() == IntentTable.State.WAITING)
                .toList();
        waiting.forEach(intent -> giveUpWaiting(new Asking(index, step, intent.place(), List.of(), known), intent));
        if (!waiting.isEmpty()) {
            cancelTickets();
        }
        return !waiting.isEmpty();
    }

    private void giveUpWaiting(Asking asking, IntentTable.Stored intent) {
        Optional<Ticket> ticket = history.ticket(asking.index(), asking.placeIndex());
        Optional<Evidence.Filed> evidence = history.evidence(intent);
        intents.end(intent);
        history.settled(asking.index(), asking.placeIndex());
        spending.add(asking.index(), -intent.amount());
        if (evidence.isPresent() && ticket.isPresent() && ticket.get().state() == TicketState.TIMED_OUT) {
            Reply reply = evidence.get().reply();
            Asking asked = asking.wanting(ticket.get().requireAsk().wanted());
            records.late(asked, null, intent.key(), reply, judge(asked, reply), false);
        } else if (evidence.isEmpty() && ticket.isPresent() && ticket.get().sentAt() != null) {
            intents.mayHaveCost(asking);
        }
    }

    /** Whatever the row waits for: it does so no more. */
    void cancelTickets() {
        journal.pending().cancels.add(new CellRef(lease.jobId(), row, 0));
    }

    /** The row's run is over; what it was promised is others' again. */
    void leave() {
        intents.release();
    }

    /** Puts an open intent of an earlier run in doubt. */
    void holdInDoubt(IntentTable.Stored intent) {
        intents.doubt(intent);
    }

    /** These places of a step had been given up when this run began. */
    void hadGivenUp(int step, List<Integer> places) {
        spending.add(step, -refunds.before(step, places));
    }

    /** These places of a step are given up; what was charged for their being accepted goes back. */
    void giveUp(int step, List<Integer> places) {
        spending.add(step, -refunds.give(step, places));
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
            return waited(asking, standing.get());
        }
        if (standing.isPresent()) {
            Optional<Evidence.Filed> evidence = history.evidence(standing.get());
            if (evidence.isPresent()) {
                return fromEvidence(asking, standing.get(), evidence.get().reply());
            }
            if (!intents.mayRepeat(asking.spec(), standing.get())) {
                return doubt(standing.get());
            }
        }
        OperationSpec spec = asking.spec();
        Optional<Access> access =
                parts.accessBook().find(lease.workspaceId(), spec.id().provider());
        // What it said of one address is no answer about another.
        Records.Given given = standing.isEmpty() && !asking.place().verifies() ? records.given(spec.id()) : null;
        if (given != null && given.hasAny(asking.wanted())) {
            return byProduct(asking, given);
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
                : notAsked(asking, reason);
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
        return !standing && spending.isBeyondCap(asking) ? NotAskedReason.CAP_REACHED : null;
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
            case Flights.Landing.Replied(Reply reply) -> shared(question, RecordWrite.Kind.FOLLOWED, reply);
            case Flights.Landing.InDoubt _ -> leaderInDoubt(question);
            case Flights.Landing.Waiting _ -> leaderWaits(question);
            case Flights.Landing.Abandoned _ -> null;
        };
    }

    /** One turn as the question's leader on this node. */
    private Turn turn(Question question) throws Leave, InterruptedException {
        journal.handOver();
        if (question.operation() instanceof LateOperation later) {
            return turn(question, later);
        }
        Permit permit = waits.permit(question.access(), maxWait(question.asking()));
        if (permit == null) {
            return unavailable(question);
        }
        try (permit) {
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
        intents.announce(question, waitFor(question, later));
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

    private Entry.Wait waitFor(Question question, LateOperation later) {
        Duration timeOut = question.asking().step().rules().policy().timeOut();
        NewTicket ticket = new NewTicket(
                lease.workspaceId(),
                lease.jobId(),
                row,
                question.asking().index(),
                question.asking().placeIndex(),
                1,
                parts.tickets().newKey(lease.workspaceId()),
                question.spec().id(),
                question.ask(),
                List.of(),
                later.spec().batchSize() > 1 ? parts.settings().linger() : Duration.ZERO,
                timeOut == null ? later.patience() : timeOut);
        return new Entry.Wait(ticket, waiting(question.asking().index(), "ticket"));
    }

    /** A ticket for an event, which is to be opened. */
    Entry.Wait waitFor(int index, StepKind.Await await) {
        NewTicket ticket = new NewTicket(
                lease.workspaceId(),
                lease.jobId(),
                row,
                index,
                0,
                1,
                parts.tickets().newKey(lease.workspaceId()),
                null,
                null,
                await.events(),
                Duration.ZERO,
                await.timeOut());
        return new Entry.Wait(ticket, waiting(index, "event"));
    }

    private CellWrite waiting(int index, String reason) {
        return new CellWrite(
                lease.workspaceId(),
                lease.jobId(),
                lease.batchId(),
                row,
                index,
                CellState.WAITING,
                reason,
                null,
                null,
                RowEnd.OPEN,
                lease.epoch(),
                null);
    }

    /** Why a question's intent was not opened, and what that makes of it. */
    private Turn notOpened(Question question, Written written) throws Leave, InterruptedException {
        return switch (written) {
            case Written.Remembered(Reply reply) ->
                new Turn(shared(question, RecordWrite.Kind.REMEMBERED, reply), new Flights.Landing.Replied(reply));
            case Written.Taken(IntentTable.Stored by) -> taken(question, by);
            case Written.Crowded _ -> {
                waits.moment();
                yield Turn.again();
            }
            case Written.CapReached _ ->
                new Turn(notAsked(question.asking(), NotAskedReason.CAP_REACHED), new Flights.Landing.Abandoned());
            case Written.Admitted _, Written.NotAccepting _, Written.Fenced _ ->
                throw new Leave(new RowEnding.Stopped());
        };
    }

    private Turn unavailable(Question question) {
        IntentTable.Stored standing = question.standing();
        return standing == null
                ? new Turn(notAsked(question.asking(), NotAskedReason.UNAVAILABLE), new Flights.Landing.Abandoned())
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
            default -> {
                Verdict verdict = judge(question.asking(), replied.reply());
                long charged = asked(question.asking(), open, intents.noted(), replied, verdict);
                spending.add(
                        question.asking().index(), question.standing() == null ? charged : charged - open.amount());
                yield new Turn(verdict, new Flights.Landing.Replied(replied.reply()));
            }
        };
    }

    private Turn lost(Question question, IntentTable.Stored open, Asked.Replied replied, String detail) throws Leave {
        if (!question.spec().billable()) {
            Verdict verdict = new Verdict.Failed(detail);
            records.asked(question.asking(), open, intents.noted(), replied, verdict);
            return new Turn(verdict, new Flights.Landing.Abandoned());
        }
        if (intents.mayRepeatLost(question.spec(), open)) {
            // The next run repeats the call under the same key.
            intents.keepOpen(open, replied.possibleMilli());
            throw new Leave(new RowEnding.Parked(RowWaits.LOOK_AGAIN));
        }
        if (question.standing() == null) {
            spending.add(question.asking().index(), open.amount());
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
        if (intent.state() == IntentTable.State.OPEN) {
            intents.doubt(intent);
        }
        return new Verdict.InDoubt();
    }

    private Verdict fromEvidence(Asking asking, IntentTable.Stored intent, Reply reply) {
        intents.reopen(intent);
        Verdict verdict = judge(asking, reply);
        Asked.Replied replied = new Asked.Replied(reply, 1, 0, 0, Duration.ZERO);
        spending.add(asking.index(), asked(asking, intent, intent.possible(), replied, verdict) - intent.amount());
        return verdict;
    }

    private long asked(Asking asking, IntentTable.Stored intent, long noted, Asked.Replied replied, Verdict verdict) {
        long charged = records.asked(asking, intent, noted, replied, verdict);
        history.settled(asking.index(), asking.placeIndex());
        refunds.charged(new Refunds.At(asking.index(), asking.placeIndex()), charged);
        return charged;
    }

    /** Somebody else's intent stands for the same question: on another node, or left behind by a run that crashed. */
    private Turn taken(Question question, IntentTable.Stored by) throws Leave, InterruptedException {
        if (by.state() == IntentTable.State.DOUBT) {
            return new Turn(leaderInDoubt(question), new Flights.Landing.InDoubt());
        }
        if (by.state() == IntentTable.State.WAITING) {
            return new Turn(leaderWaits(question), new Flights.Landing.Waiting());
        }
        waits.moment();
        return Turn.again();
    }

    /** While a leader is in doubt nobody asks the same again; the row's own policy says what it makes of that. */
    private Verdict leaderInDoubt(Question question) throws Leave {
        return switch (job.job().plan().onDoubt()) {
            case HOLD -> {
                journal.pending().follows.add(new Entry.Following(question.key(), row));
                yield new Verdict.InDoubt();
            }
            case SKIP -> notAsked(question.asking(), NotAskedReason.NEEDED_IN_DOUBT);
            case RETRY -> throw new Leave(new RowEnding.Parked(RowWaits.LOOK_AGAIN));
        };
    }

    /**
     * Another row's question waits for its answer: this row does, too, and is told when there is one. It looks again once
     * soon, since that may have come while it made up its mind.
     */
    private Verdict leaderWaits(Question question) throws Leave {
        StoredCell cell = history.cell(question.asking().index()).orElse(null);
        if (cell == null || !FOLLOWS.equals(cell.reason())) {
            journal.pending().follows.add(new Entry.Following(question.key(), row));
            journal.pending().cells.add(waiting(question.asking().index(), FOLLOWS));
            throw new Leave(new RowEnding.Parked(RowWaits.LOOK_AGAIN));
        }
        Instant until = cell.at().plus(patience(question));
        if (!parts.clock().get().isBefore(until)) {
            return notAsked(question.asking(), NotAskedReason.UNAVAILABLE);
        }
        journal.pending().follows.add(new Entry.Following(question.key(), row));
        throw new Leave(new RowEnding.Parked(FOLLOWER_LOOKS));
    }

    private static Duration patience(Question question) {
        Duration timeOut = question.asking().step().rules().policy().timeOut();
        Duration usual = question.operation() instanceof LateOperation later ? later.patience() : FOLLOWER_LOOKS;
        return timeOut == null ? usual : timeOut;
    }

    /** What has come of a question whose answer comes later. */
    private Verdict waited(Asking asking, IntentTable.Stored intent) throws Leave {
        Ticket ticket = history.ticket(asking.index(), asking.placeIndex()).orElse(null);
        if (ticket != null && ticket.state().isOpen()) {
            throw new Leave(new RowEnding.Waiting());
        }
        Optional<Evidence.Filed> evidence = history.evidence(intent);
        if (evidence.isEmpty()) {
            boolean left = ticket != null && ticket.sentAt() != null;
            Asked.Replied nothing = new Asked.Replied(
                    new Reply.Again(Duration.ZERO), 1, left ? asking.spec().costMilli() : 0, 0, took(ticket));
            Verdict verdict = new Verdict.TimedOut();
            spending.add(asking.index(), asked(asking, intent, intent.possible(), nothing, verdict) - intent.amount());
            return verdict;
        }
        Reply reply = evidence.get().reply();
        if (isUnavailable(reply)) {
            // Nobody could take it for as long as a cell waits: it never was a call.
            intents.end(intent);
            history.settled(asking.index(), asking.placeIndex());
            spending.add(asking.index(), -intent.amount());
            return notAsked(asking, NotAskedReason.UNAVAILABLE);
        }
        Verdict verdict = judge(asking, reply);
        Asked.Replied replied = new Asked.Replied(reply, 1, 0, 0, took(ticket));
        spending.add(asking.index(), asked(asking, intent, intent.possible(), replied, verdict) - intent.amount());
        return verdict;
    }

    private static boolean isUnavailable(Reply reply) {
        return reply instanceof Reply.NotSent
                || reply instanceof Reply.AuthFailed
                || reply instanceof Reply.OutOfCredits
                || reply instanceof Reply.Throttled;
    }

    private static Duration took(@Nullable Ticket ticket) {
        return ticket == null || ticket.endedAt() == null
                ? Duration.ZERO
                : Duration.between(ticket.createdAt(), ticket.endedAt());
    }

    /** Whether a step has been answered after its time-out, and nobody has judged by that yet. */
    boolean hasLate(int step) {
        return history.late(step).isPresent();
    }

    /** Whether what such an answer costs has its intent already. */
    boolean hasLateIntent(int step) {
        return history.late(step)
                .flatMap(late -> history.intent(step, late.place()))
                .isPresent();
    }

    /**
     * Judges an answer that came after its time-out: it takes that one's place if there is room for what it costs. Another
     * row that pays, or has paid, for the same answer makes it free.
     *
     * @return what takes the place of the time-out; empty when nothing does
     */
    Optional<Outcome> late(int index, Step step, Values known) throws Leave, InterruptedException {
        Evidence.Filed late = history.late(index).orElseThrow();
        Ticket ticket = history.ticket(index, late.place()).orElseThrow();
        Asking asking =
                new Asking(index, step, late.place(), ticket.requireAsk().wanted(), known);
        Verdict verdict = judge(asking, late.reply());
        AnswerKey key = AnswerKey.of(
                lease.workspaceId(), asking.spec(), ticket.requireAsk().inputs());
        IntentTable.Stored intent = history.intent(index, late.place()).orElse(null);
        boolean charges = intent == null && Waterfall.chargeMilli(asking.spec(), verdict) > 0;
        boolean counts = !charges || !spending.isBeyondCap(asking);
        if (charges && counts) {
            Written written = intents.openForLate(asking, key);
            while (written instanceof Written.Crowded) {
                waits.moment();
                written = intents.openForLate(asking, key);
            }
            switch (written) {
                case Written.Admitted _ -> {
                    intent = intents.openedForLate(asking, key);
                    spending.add(index, intent.amount());
                }
                case Written.Remembered _, Written.Taken _ -> {}
                case Written.CapReached _ -> counts = false;
                case Written.Crowded _, Written.NotAccepting _, Written.Fenced _ ->
                    throw new Leave(new RowEnding.Stopped());
            }
        }
        long charged = records.late(asking, intent, key, late.reply(), verdict, counts);
        spending.add(index, charged - (intent == null ? 0 : intent.amount()));
        refunds.charged(new Refunds.At(index, late.place()), charged);
        history.judgedLate(index, late.place());
        history.settled(index, late.place());
        return counts ? Optional.of(new Outcome(late.place(), verdict)) : Optional.empty();
    }

    /** The step has ended without what it was answered after a time-out: that is kept, and charged to nobody. */
    void keepLate(int index, Step step, Values known) {
        while (history.late(index).isPresent()) {
            Evidence.Filed late = history.late(index).orElseThrow();
            Ticket ticket = history.ticket(index, late.place()).orElseThrow();
            Asking asking =
                    new Asking(index, step, late.place(), ticket.requireAsk().wanted(), known);
            AnswerKey key = AnswerKey.of(
                    lease.workspaceId(), asking.spec(), ticket.requireAsk().inputs());
            records.late(asking, null, key, late.reply(), judge(asking, late.reply()), false);
            history.judgedLate(index, late.place());
        }
    }

    private Verdict shared(Question question, RecordWrite.Kind kind, Reply reply) {
        Verdict verdict = judge(question.asking(), reply);
        records.shared(question.asking(), question.key(), kind, reply, verdict);
        return verdict;
    }

    private Verdict notAsked(Asking asking, NotAskedReason reason) {
        Verdict verdict = new Verdict.NotAsked(reason);
        records.notAsked(asking, verdict);
        return verdict;
    }

    /** What the operation gave an earlier step of this row beside what that one wanted; it costs nothing. */
    private Verdict byProduct(Asking asking, Records.Given given) {
        Reply reply = new Reply.Found(given.values(), Receipt.free(new byte[0]));
        Verdict verdict = judge(asking, reply);
        records.shared(asking, given.key(), RecordWrite.Kind.REMEMBERED, reply, verdict);
        return verdict;
    }

    private static Verdict judge(Asking asking, Reply reply) {
        return Waterfall.judge(asking.step(), asking.wanted(), asking.spec(), asking.known(), reply);
    }
}
