package dev.weir.server.enrichment;

import dev.weir.provider.Values;
import dev.weir.server.jobs.CellWrite;
import dev.weir.server.jobs.Reuse;
import dev.weir.server.jobs.RowEnd;
import dev.weir.server.jobs.StoredCell;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.storage.EarlierResults;
import dev.weir.server.tickets.Signal;
import dev.weir.server.tickets.TicketState;
import dev.weir.server.waterfall.CellEnd;
import dev.weir.server.waterfall.CellReason;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.Computation;
import dev.weir.server.waterfall.Decision;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.OnFailure;
import dev.weir.server.waterfall.Outcome;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.SkipReason;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.StepCondition;
import dev.weir.server.waterfall.StepKind;
import dev.weir.server.waterfall.StepOrigin;
import dev.weir.server.waterfall.StepRules;
import dev.weir.server.waterfall.Verdict;
import dev.weir.server.waterfall.Waterfall;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One row's part of a run: its steps one after another, each until its cell is final.
 *
 * <p>Runs on a thread of its own. What earlier runs have settled is taken from the history and never asked again.
 */
final class RowRun {

    private final EarlierDesk earlierResults;
    private final JobRun job;
    private final Plan plan;
    private final int row;
    private final Lease lease;
    private final History history;
    private final RowJournal journal;
    private final RowIntents intents;
    private final RowSettlements settlements;
    private final RowTickets tickets;
    private final Asker asker;
    private final RowSuppression suppression;
    private Values known;
    private final Set<String> fieldsInDoubt = new HashSet<>();
    private boolean failed;
    private boolean stopped;
    private boolean inDoubt;

    RowRun(
            RunParts parts,
            JobRun job,
            Lease lease,
            int row,
            Values input,
            History history,
            Suspicion suspicion,
            RowSuppression suppression) {
        this.earlierResults = parts.earlierResults();
        this.job = job;
        this.plan = job.job().plan();
        this.row = row;
        this.lease = lease;
        this.history = history;
        this.known = input;
        this.journal = new RowJournal(parts.journal(), lease, plan);
        this.suppression = suppression;
        RowParts shared = new RowParts(job, lease, row, history, journal, suppression);
        RowWaits waits = new RowWaits(parts, lease, journal, suspicion);
        this.intents = new RowIntents(parts.promises(), shared);
        this.settlements = new RowSettlements(shared, intents);
        this.tickets = new RowTickets(parts, shared, waits, intents, settlements);
        this.asker = new Asker(parts, shared, waits, intents, settlements, tickets);
    }

    /** Returns how it has ended, as soon as that is durable: the row's thread does not wait for its last entry. */
    CompletableFuture<RowEnding> run() throws InterruptedException {
        CompletableFuture<RowEnding> ending;
        try {
            ending = runSteps();
        } catch (InterruptedException | RuntimeException | Error e) {
            intents.release();
            throw e;
        }
        // What it was promised is others' again.
        return ending.whenComplete((_, _) -> intents.release());
    }

    private CompletableFuture<RowEnding> runSteps() throws InterruptedException {
        try {
            // What came back in any step leaves room in all of them.
            for (int step = 0; step < plan.steps().size(); step++) {
                settlements.hadGivenUp(
                        step, Waterfall.givenUp(plan.steps().get(step), plan.onDoubt(), history.outcomes(step)));
            }
            for (int step = 0; step < plan.steps().size(); step++) {
                run(step);
            }
            return journal.end().thenApply(held -> held ? new RowEnding.Final() : new RowEnding.Stopped());
        } catch (Leave leave) {
            return CompletableFuture.completedFuture(journal.flushQuietly() ? leave.ending() : new RowEnding.Stopped());
        } catch (RuntimeException | Error e) {
            // What has been paid for does not go down with the row.
            journal.handOver();
            throw e;
        }
    }

    /** Ends every cell that is not final: the row has killed its runs too often. */
    RowEnding die() throws InterruptedException {
        try {
            for (int step = 0; step < plan.steps().size(); step++) {
                StoredCell cell = history.cell(step).orElse(null);
                if (cell != null && cell.state().isFinal()) {
                    absorb(cell);
                } else {
                    holdOpenIntents(step);
                    giveUpUnverified(step, history.outcomes(step));
                    write(step, CellState.DEAD, "poison", null, null);
                }
            }
            journal.flush();
            return new RowEnding.Final();
        } catch (Leave leave) {
            return leave.ending();
        }
    }

    private void run(int index) throws Leave, InterruptedException {
        Step step = plan.steps().get(index);
        List<Outcome> outcomes = history.outcomes(index);
        StoredCell cell = history.cell(index).orElse(null);
        if (cell != null && cell.state().isFinal()) {
            absorb(cell);
            return;
        }
        if (index < plan.from() || stopped) {
            end(index, new CellEnd.Skipped(stopped ? SkipReason.STOPPED : SkipReason.BEFORE_START));
            return;
        }
        if (!job.cancelled() && suppression.holds(known) && isOver(index, step)) {
            return;
        }
        if (isNotForRow(index, step) || isDoneBefore(index, step)) {
            return;
        }
        if (step.kind() instanceof StepKind.Await await) {
            await(index, step, await);
            return;
        }
        if (plan.onDoubt() != OnDoubt.SKIP && Waterfall.dependsOnDoubt(step, known, fieldsInDoubt)) {
            end(index, dependsOnDoubt(step));
            return;
        }
        if (step.kind() instanceof StepKind.Compute(Computation computation)) {
            end(index, Waterfall.computed(step, computation, known));
            return;
        }
        while (true) {
            Decision next = Waterfall.next(step, plan.onDoubt(), known, outcomes);
            if (tickets.hasLate(index) && wouldCount(next, index)) {
                tickets.takeLate(index, step, Waterfall.knownTo(step, known, outcomes))
                        .ifPresent(late -> {
                            outcomes.removeIf(outcome -> outcome.place() == late.place());
                            outcomes.add(late);
                            settlements.giveUp(index, Waterfall.givenUp(step, plan.onDoubt(), outcomes));
                        });
                continue;
            }
            switch (next) {
                case Decision.Stop(CellEnd end) -> {
                    tickets.keepLate(index, step, known);
                    end(index, end);
                    return;
                }
                case Decision.Ask(int place, List<String> wanted) -> {
                    if (job.cancelled() && !history.hasEvidence(index, place)) {
                        cancel(index, outcomes);
                        return;
                    }
                    Verdict verdict = asker.ask(
                            new Asking(index, step, place, wanted, Waterfall.knownTo(step, known, outcomes)),
                            fieldsInDoubt);
                    outcomes.add(new Outcome(place, verdict));
                    settlements.giveUp(index, Waterfall.givenUp(step, plan.onDoubt(), outcomes));
                }
            }
        }
    }

    /**
     * Nobody is asked about the row any more: what was not begun is skipped, and no event is waited for. What is left of a
     * look-up that was begun asks nobody either, and takes what is on its way.
     */
    private boolean isOver(int index, Step step) {
        boolean awaits = step.kind() instanceof StepKind.Await;
        if (awaits) {
            tickets.cancel();
        } else if (suppression.erased()) {
            return isErased(index);
        } else if (history.hasBegun(index)) {
            return false;
        }
        end(index, new CellEnd.Skipped(SkipReason.SUPPRESSED));
        return true;
    }

    /** Ends a cell of a row whose subject was erased; a call whose outcome nobody knows stays a doubt. */
    private boolean isErased(int index) {
        giveUp(index);
        if (holdOpenIntents(index)) {
            inDoubt(index, "call");
        } else {
            giveUpUnverified(index, history.outcomes(index));
            end(index, new CellEnd.Skipped(SkipReason.SUPPRESSED));
        }
        return true;
    }

    /**
     * Whether the step's condition keeps it from the row, whose cell has ended then: skipped, or in doubt where that hangs on
     * a field in doubt. What was begun is not called in question any more.
     */
    private boolean isNotForRow(int index, Step step) {
        StepCondition condition = step.rules().condition();
        if (condition == null || history.hasBegun(index)) {
            return false;
        }
        if (plan.onDoubt() != OnDoubt.SKIP && Waterfall.dependsOnDoubt(step, known, fieldsInDoubt)) {
            end(index, dependsOnDoubt(step));
            return true;
        }
        if (condition.on(known).holds()) {
            return false;
        }
        end(index, new CellEnd.Skipped(SkipReason.CONDITION_FALSE));
        return true;
    }

    /**
     * Whether the row's company has an earlier result of the step that is taken instead: nobody is asked, and nothing is
     * spent. What was begun goes on.
     */
    private boolean isDoneBefore(int index, Step step) {
        if (job.cancelled() || history.hasBegun(index)) {
            return false;
        }
        for (EarlierResults.Place place : history.earlier(index)) {
            EarlierResults.Earlier earlier =
                    earlierResults.read(lease.workspaceId(), place).orElse(null);
            Values values =
                    earlier == null || !takes(index, earlier) ? Values.none() : Reusing.values(step, known, earlier);
            if (earlier != null && !values.isEmpty()) {
                known = known.and(values);
                write(
                        index,
                        CellState.COMPLETED,
                        Reuse.REASON,
                        ValuesJson.writeReused(values, earlier.from()),
                        List.of());
                return true;
            }
        }
        return false;
    }

    private boolean takes(int index, EarlierResults.Earlier earlier) {
        Reusing reusing = job.reusing().get(index);
        return reusing != null && reusing.takes(earlier);
    }

    private CellEnd dependsOnDoubt(Step step) {
        List<String> missing =
                step.fields().stream().filter(field -> !known.has(field)).toList();
        return new CellEnd.InDoubt(Values.none(), Map.of(), missing, List.of());
    }

    /**
     * Whether an answer that came after its time-out is to be looked at now: when somebody else would be asked instead, or
     * nobody is left, and not while another answer is there already. A cancelled job makes nothing of it that was not
     * begun before.
     */
    private boolean wouldCount(Decision next, int index) {
        if (job.cancelled() && !tickets.hasLateIntent(index)) {
            return false;
        }
        return switch (next) {
            case Decision.Stop(CellEnd end) -> end instanceof CellEnd.Failed;
            case Decision.Ask(int place, var _) -> history.intent(index, place).isEmpty();
        };
    }

    /** Waits for an event, unless it has come. What its payload says of the step's fields are its values. */
    private void await(int index, Step step, StepKind.Await await) throws Leave {
        Optional<Signal> event = history.signal(await.events());
        if (event.isPresent()) {
            String payload = event.get().payload();
            end(index, AwaitedEvent.end(step, known, payload), AwaitedEvent.isRead(plan, index) ? payload : null);
        } else if (AwaitedEvent.hasComeOfItself(plan, index, await)) {
            end(index, AwaitedEvent.end(step, known, "{}"));
        } else if (job.cancelled()) {
            tickets.cancel();
            write(index, CellState.CANCELLED, null, null, null);
        } else if (history.ticket(index, 0)
                .filter(ticket -> ticket.state() == TicketState.TIMED_OUT)
                .isPresent()) {
            end(
                    index,
                    new CellEnd.Failed(
                            CellReason.TIMED_OUT, Values.none(), Map.of(), AwaitedEvent.missing(step, known)));
        } else {
            tickets.await(index, await);
            throw new Leave(new RowEnding.Waiting());
        }
    }

    /** A cancelled job asks nobody; a call whose outcome nobody knows stays a doubt. */
    private void cancel(int index, List<Outcome> outcomes) {
        giveUp(index);
        if (holdOpenIntents(index)) {
            inDoubt(index, "cancelled");
        } else {
            giveUpUnverified(index, outcomes);
            write(index, CellState.CANCELLED, null, null, null);
        }
    }

    /** Nobody waits any longer for what was asked. */
    private void giveUp(int index) {
        tickets.giveUp(index, plan.steps().get(index), known);
        tickets.keepLate(index, plan.steps().get(index), known);
    }

    private void inDoubt(int index, String why) {
        fieldsInDoubt.addAll(plan.steps().get(index).fields());
        inDoubt = true;
        write(index, CellState.IN_DOUBT, why, null, null);
    }

    /** The cell ends without a value: what was found and has yet to be verified is not charged. */
    private void giveUpUnverified(int index, List<Outcome> outcomes) {
        Step step = plan.steps().get(index);
        settlements.hadGivenUp(index, Waterfall.givenUp(step, plan.onDoubt(), outcomes));
        settlements.giveUp(index, Waterfall.unverified(step, plan.onDoubt(), outcomes));
    }

    /** Puts the step's intents in doubt, those to be repeated too. Returns whether it has any. */
    private boolean holdOpenIntents(int index) {
        List<IntentTable.Stored> standing = history.intents(index);
        standing.forEach(intents::doubt);
        return !standing.isEmpty();
    }

    private void absorb(StoredCell cell) {
        StepRules rules = plan.steps().get(cell.step()).rules();
        known = known.and(rules.read(ValuesJson.readSourced(cell.kept()).values()));
        hears(cell.step(), cell.state(), cell.kept());
        stops(cell.step(), cell.state());
        note(
                cell.step(),
                cell.state(),
                cell.reason(),
                cell.missing() == null ? List.of() : List.of(cell.missing().split(",", -1)));
    }

    /**
     * What the latest event said that the row awaited is what later steps read as {@code event}. It is taken from what
     * is stored, so that a later run reads the same, whatever signals have come meanwhile.
     */
    private void hears(int index, CellState state, @Nullable String kept) {
        if (!(plan.steps().get(index).kind() instanceof StepKind.Await) || state == CellState.SKIPPED) {
            return;
        }
        known = StepKind.Await.heard(known, ValuesJson.readSourced(kept).event());
        if (state == CellState.IN_DOUBT) {
            fieldsInDoubt.add(StepKind.Await.EVENT);
        } else {
            fieldsInDoubt.remove(StepKind.Await.EVENT);
        }
    }

    /** Where a step before has failed and the row is to stop at that, it asks nobody else. */
    private void stops(int index, CellState state) {
        stopped |= state == CellState.FAILED && onFailure(index) == OnFailure.STOP;
    }

    private OnFailure onFailure(int index) {
        return plan.steps().get(index).rules().onFailure();
    }

    private void note(int index, CellState state, @Nullable String reason, Collection<String> missing) {
        failed |= !state.satisfied() && !onFailure(index).forgives(state, reason);
        if (state == CellState.IN_DOUBT) {
            inDoubt = true;
            fieldsInDoubt.addAll(missing);
        }
    }

    private void end(int index, CellEnd end) {
        end(index, end, null);
    }

    /** @param event what an awaited one said, JSON; null where there was none, or nobody reads it */
    private void end(int index, CellEnd end, @Nullable String event) {
        switch (end) {
            case CellEnd.Completed(Values values, Map<String, Integer> sources) -> {
                known = known.and(values);
                write(index, end.state(), null, ValuesJson.writeSourced(values, sources, event), List.of());
            }
            case CellEnd.Failed(var reason, Values kept, Map<String, Integer> sources, List<String> missing) -> {
                known = known.and(kept);
                write(index, end.state(), reason.text(), sourced(kept, sources, event), missing);
            }
            case CellEnd.InDoubt(Values kept, Map<String, Integer> sources, List<String> missing, var places) -> {
                known = known.and(kept);
                write(index, end.state(), places.isEmpty() ? "depends" : "call", sourced(kept, sources, null), missing);
            }
            case CellEnd.Skipped(var reason) -> write(index, end.state(), reason.text(), null, List.of());
        }
    }

    private static @Nullable String sourced(Values kept, Map<String, Integer> sources, @Nullable String event) {
        return kept.isEmpty() && event == null ? null : ValuesJson.writeSourced(kept, sources, event);
    }

    private void write(
            int index,
            CellState state,
            @Nullable String reason,
            @Nullable String kept,
            @Nullable List<String> missing) {
        Step step = plan.steps().get(index);
        List<String> fields = missing == null ? step.fields() : missing;
        hears(index, state, kept);
        stops(index, state);
        note(index, state, reason, fields);
        journal.pending()
                .cells
                .add(new CellWrite(
                        lease.workspaceId(),
                        lease.jobId(),
                        lease.batchId(),
                        row,
                        index,
                        state,
                        reason,
                        kept,
                        fields.isEmpty() ? null : String.join(",", fields),
                        isLast(index) ? rowEnd() : RowEnd.OPEN,
                        lease.epoch(),
                        state == CellState.FAILED && onFailure(index) == OnFailure.EVENT ? step.name() : null,
                        step.rules().registered().map(StepOrigin::workflowId).orElse(null)));
    }

    /** Whether no later step is still to be ended in this run. */
    private boolean isLast(int index) {
        for (int later = index + 1; later < plan.steps().size(); later++) {
            StoredCell cell = history.cell(later).orElse(null);
            if (cell == null || !cell.state().isFinal()) {
                return false;
            }
            note(later, cell.state(), cell.reason(), List.of());
        }
        return true;
    }

    private RowEnd rowEnd() {
        if (inDoubt) {
            return RowEnd.IN_DOUBT;
        }
        return failed ? RowEnd.FAILED : RowEnd.COMPLETED;
    }
}
