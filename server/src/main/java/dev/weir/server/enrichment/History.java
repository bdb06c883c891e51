package dev.weir.server.enrichment;

import dev.weir.provider.OperationId;
import dev.weir.provider.Values;
import dev.weir.server.jobs.StoredCell;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.storage.EarlierResults;
import dev.weir.server.tickets.Evidence;
import dev.weir.server.tickets.Signal;
import dev.weir.server.tickets.Ticket;
import dev.weir.server.tickets.TicketState;
import dev.weir.server.waterfall.Outcome;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What earlier runs have left of one row. */
final class History {

    private record At(int step, int place) {}

    private final Map<Integer, StoredCell> cells = new HashMap<>();
    private final Map<Integer, List<Outcome>> outcomes = new HashMap<>();
    private final List<RecordTable.Stored> records = new ArrayList<>(0);
    private final Map<At, IntentTable.Stored> intents = new HashMap<>();
    private final Map<At, Evidence.Filed> evidence = new HashMap<>();
    private final Map<At, Ticket> tickets = new HashMap<>(0);
    private final Set<At> judgedLate = new HashSet<>(0);
    private final List<Signal> signals = new ArrayList<>(0);
    private final Map<Integer, Long> charged = new HashMap<>();
    private final Map<Integer, List<EarlierResults.Place>> earlier = new HashMap<>(0);

    /** Where it stands what a step has come to for the row's company before, the newest first. */
    void add(int step, List<EarlierResults.Place> results) {
        earlier.put(step, results);
    }

    List<EarlierResults.Place> earlier(int step) {
        return earlier.getOrDefault(step, List.of());
    }

    void add(StoredCell cell) {
        cells.put(cell.step(), cell);
    }

    /** A late answer that counted takes the place of the time-out before it; one that did not is judged no more. */
    void add(RecordTable.Stored stored) {
        if (stored.late()) {
            judgedLate.add(new At(stored.step(), stored.place()));
        }
        if (!stored.counts()) {
            return;
        }
        if (stored.late()) {
            outcomes.getOrDefault(stored.step(), List.of()).removeIf(outcome -> outcome.place() == stored.place());
        }
        outcomes.computeIfAbsent(stored.step(), _ -> new ArrayList<>())
                .add(new Outcome(stored.place(), VerdictText.of(stored)));
        charged.merge(stored.step(), stored.charged(), Long::sum);
        records.add(stored);
    }

    /** What each operation has given this row, the first find of each. */
    Map<OperationId, Records.Given> given(Plan plan) {
        Map<OperationId, Records.Given> given = new HashMap<>();
        for (RecordTable.Stored stored : records) {
            Place place = plan.steps().get(stored.step()).place(stored.place());
            if (stored.outputs() != null && stored.key() != null && !place.verifies()) {
                given.putIfAbsent(
                        place.spec().id(), new Records.Given(ValuesJson.read(stored.outputs()), stored.key()));
            }
        }
        return given;
    }

    /** What finds have cost the row that would be owed back were they given up. */
    Map<Refunds.At, Long> charges(Plan plan) {
        Map<Refunds.At, Long> charges = new HashMap<>();
        for (RecordTable.Stored stored : records) {
            Refunds.At at = new Refunds.At(stored.step(), stored.place());
            if (stored.charged() > 0 && stored.kept() != null && Refunds.isOwedBack(plan, at)) {
                charges.put(at, stored.charged());
            }
        }
        return charges;
    }

    void add(IntentTable.Stored intent) {
        intents.put(new At(intent.step(), intent.place()), intent);
    }

    void add(Evidence.Filed reply) {
        evidence.put(new At(reply.step(), reply.place()), reply);
    }

    void add(Ticket ticket) {
        tickets.put(new At(ticket.step(), ticket.place()), ticket);
    }

    /** In the order they came. */
    void add(Signal signal) {
        signals.add(signal);
    }

    /** The newest ticket of a place. */
    Optional<Ticket> ticket(int step, int place) {
        return Optional.ofNullable(tickets.get(new At(step, place)));
    }

    /** The first event of any of these names. */
    Optional<Signal> signal(List<String> names) {
        return signals.stream().filter(signal -> names.contains(signal.name())).findFirst();
    }

    /** The place of a step that timed out, was answered after it, and has not been judged by that yet. */
    Optional<Evidence.Filed> late(int step) {
        return evidence.values().stream()
                .filter(reply -> reply.step() == step)
                .filter(reply -> ticket(step, reply.place())
                        .filter(ticket -> ticket.state() == TicketState.TIMED_OUT)
                        .isPresent())
                .filter(reply -> hasTimedOut(step, reply.place()))
                .filter(reply -> !judgedLate.contains(new At(step, reply.place())))
                .min(Comparator.comparingInt(Evidence.Filed::place));
    }

    private boolean hasTimedOut(int step, int place) {
        return outcomes.getOrDefault(step, List.of()).stream()
                .anyMatch(outcome -> outcome.place() == place && outcome.verdict() instanceof Verdict.TimedOut);
    }

    /** What had been asked of a place is settled in this run. */
    void settled(int step, int place) {
        intents.remove(new At(step, place));
    }

    /** A late answer has been judged. */
    void judgedLate(int step, int place) {
        judgedLate.add(new At(step, place));
    }

    /** What its final cells have kept. */
    Values kept() {
        Values kept = Values.none();
        for (StoredCell cell : cells.values()) {
            kept = kept.and(ValuesJson.readSourced(cell.kept()).values());
        }
        return kept;
    }

    Optional<StoredCell> cell(int step) {
        return Optional.ofNullable(cells.get(step));
    }

    /** Whether anything of a step was done, or waited for, before. */
    boolean hasBegun(int step) {
        return outcomes.containsKey(step)
                || intents.keySet().stream().anyMatch(at -> at.step() == step)
                || tickets.keySet().stream().anyMatch(at -> at.step() == step);
    }

    List<Outcome> outcomes(int step) {
        return new ArrayList<>(outcomes.getOrDefault(step, List.of()));
    }

    Optional<IntentTable.Stored> intent(int step, int place) {
        return Optional.ofNullable(intents.get(new At(step, place)));
    }

    /** Whether a run ended over a call of this row, so that nobody knows what came of it. */
    boolean hasOpenIntents() {
        return intents.values().stream().anyMatch(intent -> intent.state() == IntentTable.State.OPEN);
    }

    List<IntentTable.Stored> intents(int step) {
        return intents.values().stream().filter(intent -> intent.step() == step).toList();
    }

    /** The reply to that attempt or a later one. */
    Optional<Evidence.Filed> evidence(IntentTable.Stored intent) {
        return Optional.ofNullable(evidence.get(new At(intent.step(), intent.place())))
                .filter(reply -> reply.attempt() >= intent.attempt());
    }

    /** Whether the reply to a call of an earlier run has come in since; one that comes later, in time. */
    boolean hasEvidence(int step, int place) {
        return intent(step, place)
                .filter(intent -> evidence(intent).isPresent())
                .filter(intent -> intent.state() != IntentTable.State.WAITING
                        || ticket(step, place)
                                .filter(ticket -> ticket.state() == TicketState.ANSWERED)
                                .isPresent())
                .isPresent();
    }

    /**
     * What each step has cost the customer so far, refunds not taken off, and may cost by calls in doubt, in 1/1000
     * credit.
     */
    Map<Integer, Long> spent() {
        Map<Integer, Long> spent = new HashMap<>(charged);
        intents.values().forEach(intent -> spent.merge(intent.step(), intent.amount(), Long::sum));
        return spent;
    }
}
