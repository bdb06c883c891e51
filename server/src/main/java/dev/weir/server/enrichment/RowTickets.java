package dev.weir.server.enrichment;

import dev.weir.provider.LateOperation;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.server.egress.Asked;
import dev.weir.server.jobs.CellRef;
import dev.weir.server.jobs.CellWrite;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.tickets.Evidence;
import dev.weir.server.tickets.NewTicket;
import dev.weir.server.tickets.Ticket;
import dev.weir.server.tickets.TicketState;
import dev.weir.server.tickets.Tickets;
import dev.weir.server.waterfall.NotAskedReason;
import dev.weir.server.waterfall.Outcome;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.StepKind;
import dev.weir.server.waterfall.Verdict;
import dev.weir.server.waterfall.Waterfall;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one row waits for beyond its runs, by tickets: answers that come later, and events. */
final class RowTickets {

    private final Tickets tickets;
    private final Duration linger;
    private final Lease lease;
    private final int row;
    private final History history;
    private final RowJournal journal;
    private final RowWaits waits;
    private final RowIntents intents;
    private final RowSettlements settlements;
    private final RowSuppression suppression;

    RowTickets(RunParts parts, RowParts row, RowWaits waits, RowIntents intents, RowSettlements settlements) {
        this.tickets = parts.tickets();
        this.linger = parts.settings().linger();
        this.lease = row.lease();
        this.row = row.index();
        this.history = row.history();
        this.journal = row.journal();
        this.waits = waits;
        this.intents = intents;
        this.settlements = settlements;
        this.suppression = row.suppression();
    }

    /** A ticket for a question whose answer comes later, which is to be opened with its intent. */
    Entry.Wait of(Question question, LateOperation later) {
        Asking asking = question.asking();
        NewTicket ticket = new NewTicket(
                lease.workspaceId(),
                lease.jobId(),
                row,
                asking.index(),
                asking.placeIndex(),
                1,
                tickets.newKey(lease.workspaceId()),
                asking.spec().id(),
                question.ask(),
                List.of(),
                later.spec().batchSize() > 1 ? linger : Duration.ZERO,
                patience(asking, later.patience()));
        return new Entry.Wait(ticket, CellWrite.waiting(lease, row, asking.index(), "ticket"));
    }

    /** How long a step waits for what is answered later: as it says, or as usual. */
    static Duration patience(Asking asking, Duration usual) {
        Duration timeOut = asking.step().rules().policy().timeOut();
        return timeOut == null ? usual : timeOut;
    }

    /** Opens a ticket for an event. */
    void await(int index, StepKind.Await await) {
        NewTicket ticket = new NewTicket(
                lease.workspaceId(),
                lease.jobId(),
                row,
                index,
                0,
                1,
                tickets.newKey(lease.workspaceId()),
                null,
                null,
                await.events(),
                Duration.ZERO,
                await.timeOut());
        journal.pending().waits.add(new Entry.Wait(ticket, CellWrite.waiting(lease, row, index, "event")));
    }

    /** What has come of a question whose answer comes later. @throws Leave while it is still waited for */
    Verdict verdict(Asking asking, IntentTable.Stored intent) throws Leave {
        Ticket ticket = history.ticket(asking.index(), asking.placeIndex()).orElse(null);
        if (ticket != null && ticket.state().isOpen()) {
            throw new Leave(new RowEnding.Waiting());
        }
        Optional<Evidence.Filed> evidence = history.evidence(intent);
        if (evidence.isEmpty()) {
            boolean left = ticket != null && ticket.sentAt() != null;
            Asked.Replied nothing = new Asked.Replied(
                    new Reply.Again(Duration.ZERO),
                    tries(ticket),
                    left ? asking.spec().costMilli() : 0,
                    0,
                    took(ticket));
            return settlements.answered(asking, intent, nothing, new Verdict.TimedOut());
        }
        Reply reply = evidence.get().reply();
        if (isUnavailable(reply)) {
            // Nobody could take it for as long as a cell waits, or was to: it never was a call that counts.
            settlements.ended(intent);
            intents.mayHaveCost(asking, tries(ticket), intent.possible());
            return settlements.notAsked(
                    asking, suppression.held() ? NotAskedReason.SUPPRESSED : NotAskedReason.UNAVAILABLE);
        }
        return settlements.answered(asking, intent, new Asked.Replied(reply, tries(ticket), 0, 0, took(ticket)));
    }

    /** How often it was handed over and counts. */
    private static int tries(@Nullable Ticket ticket) {
        return ticket == null ? 1 : ticket.tries() + 1;
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

    /** Nobody waits any longer for what a step has asked and is answered later. */
    void giveUp(int index, Step step, Values known) {
        List<IntentTable.Stored> waiting = history.intents(index).stream()
                .filter(intent -> intent.state() == IntentTable.State.WAITING)
                .toList();
        waiting.forEach(intent -> giveUp(new Asking(index, step, intent.place(), List.of(), known), intent));
        if (!waiting.isEmpty()) {
            cancel();
        }
    }

    private void giveUp(Asking asking, IntentTable.Stored intent) {
        Optional<Ticket> ticket = history.ticket(asking.index(), asking.placeIndex());
        Optional<Evidence.Filed> evidence = history.evidence(intent);
        settlements.ended(intent);
        if (evidence.isPresent() && ticket.isPresent() && ticket.get().state() == TicketState.TIMED_OUT) {
            Reply reply = evidence.get().reply();
            Asking asked = asking.wanting(ticket.get().requireAsk().wanted());
            settlements.late(asked, null, intent.key(), reply, asked.judge(reply), false);
        }
        boolean out =
                evidence.isEmpty() && ticket.filter(one -> one.sentAt() != null).isPresent();
        intents.mayHaveCost(
                asking,
                tries(ticket.orElse(null)),
                intent.possible() + (out ? asking.spec().costMilli() : 0));
    }

    /** Whatever the row waits for: it does so no more. */
    void cancel() {
        journal.pending().cancels.add(new CellRef(lease.jobId(), row, 0));
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

    /** An answer that came after its time-out, with what was asked then. */
    private record Late(Asking asking, AnswerKey key, Reply reply) {}

    private Late late(int index, Step step, Values known, Evidence.Filed answer) {
        Ticket ticket = history.ticket(index, answer.place()).orElseThrow();
        Asking asking =
                new Asking(index, step, answer.place(), ticket.requireAsk().wanted(), known);
        AnswerKey key = AnswerKey.of(
                lease.workspaceId(), asking.spec(), ticket.requireAsk().inputs());
        return new Late(asking, key, answer.reply());
    }

    /**
     * Judges an answer that came after its time-out: it takes that one's place if there is room for what it costs. Another
     * row that pays, or has paid, for the same answer makes it free.
     *
     * @return what takes the place of the time-out; empty when nothing does
     */
    Optional<Outcome> takeLate(int index, Step step, Values known) throws Leave, InterruptedException {
        Late late = late(index, step, known, history.late(index).orElseThrow());
        Asking asking = late.asking();
        Verdict verdict = asking.judge(late.reply());
        IntentTable.Stored intent = history.intent(index, asking.placeIndex()).orElse(null);
        boolean counts = true;
        if (intent == null && Waterfall.chargeMilli(asking.spec(), verdict) > 0) {
            counts = !settlements.isBeyondCap(asking);
            if (counts) {
                switch (open(late)) {
                    case Written.Admitted _ -> {
                        intent = intents.openedForLate(asking, late.key());
                        settlements.held(intent);
                    }
                    case Written.Remembered _, Written.Taken _ -> {}
                    case Written.CapReached _ -> counts = false;
                    case Written.Crowded _, Written.NotAccepting _, Written.Fenced _ ->
                        throw new Leave(new RowEnding.Stopped());
                }
            }
        }
        settlements.late(asking, intent, late.key(), late.reply(), verdict, counts);
        return counts ? Optional.of(new Outcome(asking.placeIndex(), verdict)) : Optional.empty();
    }

    /** Opens an intent for what a late answer costs, as soon as what is open leaves room for it. */
    private Written open(Late late) throws Leave, InterruptedException {
        Written written = intents.openForLate(late.asking(), late.key());
        while (written instanceof Written.Crowded) {
            waits.moment();
            written = intents.openForLate(late.asking(), late.key());
        }
        return written;
    }

    /** The step has ended without what it was answered after a time-out: that is kept, and charged to nobody. */
    void keepLate(int index, Step step, Values known) {
        Optional<Evidence.Filed> answer = history.late(index);
        while (answer.isPresent()) {
            Late late = late(index, step, known, answer.get());
            settlements.late(
                    late.asking(), null, late.key(), late.reply(), late.asking().judge(late.reply()), false);
            answer = history.late(index);
        }
    }
}
