package dev.weir.server.insight;

import dev.weir.provider.OperationSpec;
import dev.weir.provider.Values;
import dev.weir.server.enrichment.AnswerKey;
import dev.weir.server.enrichment.Recording;
import dev.weir.server.enrichment.Recordings;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.Reuse;
import dev.weir.server.jobs.StoredCell;
import dev.weir.server.jobs.StoredRow;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.waterfall.AcceptanceRule;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.Computation;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Role;
import dev.weir.server.waterfall.SkipReason;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.StepCondition;
import dev.weir.server.waterfall.StepKind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All that is stored of the row, seen from one cell. */
record Story(
        Job job,
        int index,
        StoredRow row,
        List<Recording> recordings,
        List<Recordings.Unanswered> unanswered,
        List<Recordings.Refund> refunds,
        List<Recordings.OpenCall> openCalls) {

    private static final String CONDITION_FALSE = SkipReason.CONDITION_FALSE.text();

    Explanation tell() {
        AcceptanceRule rule = step().acceptance().rule();
        StepCondition condition = step().rules().condition();
        StoredCell cell = cell(index);
        ValuesJson.Sourced kept = ValuesJson.readSourced(cell == null ? null : cell.kept());
        List<Explanation.Known> known = known();
        return new Explanation(
                job.id(),
                job.name(),
                row.index(),
                row.listIndex(),
                step().name(),
                step().fields(),
                cell == null ? CellState.PENDING.text() : cell.state().text(),
                cell == null ? null : cell.reason(),
                rule == null ? null : rule.text(),
                condition == null ? null : condition.text(),
                condition == null || cell == null || !CONDITION_FALSE.equals(cell.reason())
                        ? null
                        : condition.on(values(known)).trouble(),
                cell == null || !(step().kind() instanceof StepKind.Compute(Computation computation))
                        ? List.of()
                        : computation.on(values(known)).workings(),
                known,
                sourced(index, kept),
                cell == null || cell.missing() == null
                        ? List.of()
                        : List.of(cell.missing().split(",", -1)),
                turns(cell, known, kept),
                lost(kept),
                open(cell),
                cell == null ? null : cell.at());
    }

    /** The cell's own calls, and that another row's stands in for one when the cell waits for it. */
    private List<Explanation.OpenCall> open(@Nullable StoredCell cell) {
        List<Explanation.OpenCall> open = new ArrayList<>();
        openCalls.stream()
                .filter(call -> call.step() == index)
                .map(call -> new Explanation.OpenCall(
                        call.state(),
                        step().place(call.place()).key(),
                        call.attempt(),
                        call.amount(),
                        call.vendorPossible(),
                        call.since()))
                .forEach(open::add);
        if (open.isEmpty() && cell != null && cell.state() == CellState.IN_DOUBT) {
            unanswered.stream()
                    .filter(one -> !one.own())
                    .map(one -> new Explanation.OpenCall("another_row", null, 0, 0, 0, null))
                    .forEach(open::add);
        }
        return open;
    }

    private Step step() {
        return job.plan().steps().get(index);
    }

    private @Nullable StoredCell cell(int step) {
        return row.cells().stream()
                .filter(cell -> cell.step() == step)
                .findFirst()
                .orElse(null);
    }

    /** The list's own values, and what the steps before kept. */
    private List<Explanation.Known> known() {
        List<Explanation.Known> known = new ArrayList<>();
        row.input()
                .byField()
                .forEach((field, value) -> known.add(new Explanation.Known(field, value, Explanation.LIST)));
        for (int before = 0; before < index; before++) {
            StoredCell cell = cell(before);
            if (cell != null) {
                ValuesJson.Sourced kept = ValuesJson.readSourced(cell.kept());
                known.addAll(sourced(before, kept));
                hear(before, cell, kept.event(), known);
            }
        }
        return known;
    }

    /** Of several events that a row has awaited, later steps know the last. */
    private void hear(int ofStep, StoredCell cell, Values event, List<Explanation.Known> known) {
        StepKind kind = job.plan().steps().get(ofStep).kind();
        if (kind instanceof StepKind.Await && cell.state() != CellState.SKIPPED) {
            known.removeIf(one -> one.field().equals(StepKind.Await.EVENT));
            event.byField().forEach((name, said) -> known.add(new Explanation.Known(name, said, kind.text())));
        }
    }

    private List<Explanation.Known> sourced(int ofStep, ValuesJson.Sourced kept) {
        Step step = job.plan().steps().get(ofStep);
        List<Explanation.Known> known = new ArrayList<>();
        kept.values().byField().forEach((field, value) -> {
            int place = kept.sources().getOrDefault(field, -1);
            known.add(new Explanation.Known(
                    field,
                    value,
                    place < 0 ? from(step, kept) : step.place(place).key()));
        });
        return known;
    }

    /** What no place gave. */
    private static String from(Step step, ValuesJson.Sourced kept) {
        Reuse reused = kept.reused();
        return reused == null ? step.kind().text() : reused.text();
    }

    private List<Explanation.Turn> turns(
            @Nullable StoredCell cell, List<Explanation.Known> before, ValuesJson.Sourced kept) {
        Values known = values(before);
        List<Explanation.Turn> turns = new ArrayList<>();
        for (int place = 0; place < step().places().size(); place++) {
            turns.add(turn(place, cell, known.and(toVerify(place))));
            int at = place;
            List<String> fromHere = kept.sources().entrySet().stream()
                    .filter(source -> source.getValue() == at)
                    .map(Map.Entry::getKey)
                    .toList();
            known = known.and(kept.values().only(fromHere));
        }
        return turns;
    }

    private static Values values(List<Explanation.Known> known) {
        Map<String, Object> byField = new LinkedHashMap<>();
        known.forEach(one -> byField.putIfAbsent(one.field(), one.value()));
        return new Values(byField);
    }

    /** What a place that verifies is asked about; nothing for one that finds, or when nothing was found. */
    private Values toVerify(int place) {
        Recording find = step().place(place).role() instanceof Role.Verify(int candidate) ? recording(candidate) : null;
        return find == null || !find.accepted() ? Values.none() : find.outputs().only(step().fields());
    }

    private @Nullable Recording recording(int place) {
        return recordings.stream()
                .filter(recording -> recording.step() == index && recording.place() == place)
                .findFirst()
                .orElse(null);
    }

    /** Since when that place's late answer is waited for; null when it is not. */
    private @Nullable Instant waitsSince(int place) {
        return openCalls.stream()
                .filter(call -> call.step() == index
                        && call.place() == place
                        && call.state().equals("waiting"))
                .map(Recordings.OpenCall::since)
                .findFirst()
                .orElse(null);
    }

    private boolean inDoubt(int place) {
        return unanswered.stream().anyMatch(one -> one.own() && one.step() == index && one.place() == place);
    }

    private Explanation.Turn turn(int place, @Nullable StoredCell cell, Values known) {
        Place at = step().place(place);
        OperationSpec spec = at.spec();
        Map<String, Object> question = spec.canBeAskedWith(known.fields()) ? spec.questionFrom(known) : Map.of();
        Recording recording = recording(place);
        if (recording != null) {
            return recorded(recording, at, question, known, cell);
        }
        Instant waitsSince = waitsSince(place);
        boolean doubt = waitsSince == null && inDoubt(place);
        return new Explanation.Turn(
                at.key(),
                verifies(at),
                waitsSince != null
                        ? Explanation.Part.WAITED_FOR
                        : doubt ? Explanation.Part.IN_DOUBT : Explanation.Part.NOT_REACHED,
                question,
                null,
                null,
                Map.of(),
                List.of(),
                0,
                0,
                0,
                0,
                spec.unit(),
                0,
                0,
                null,
                waitsSince != null
                        ? "it answers later, and has been waited for since "
                                + waitsSince.truncatedTo(ChronoUnit.SECONDS)
                                + "; the row's timeline tells how far it is"
                        : doubt
                                ? "it was called and no answer is known; what it may cost is held until the doubt is settled"
                                : Reasons.notReached(
                                        step(),
                                        place,
                                        cell,
                                        known,
                                        !toVerify(place).isEmpty()));
    }

    /** The place whose find that one verifies; null for one that finds. */
    private @Nullable String verifies(Place place) {
        return place.role() instanceof Role.Verify(int candidate)
                ? step().place(candidate).key()
                : null;
    }

    private Explanation.Turn recorded(
            Recording recording, Place at, Map<String, Object> question, Values known, @Nullable StoredCell cell) {
        long refunded = refunds.stream()
                .filter(refund -> refund.step() == index && refund.place() == recording.place())
                .mapToLong(Recordings.Refund::amount)
                .sum();
        String why = at.verifies()
                ? Reasons.ofVerification(
                        recording, at.spec(), known, step().fields().getFirst())
                : Reasons.of(
                        recording, at.spec(), known, alongWith(recording, at.spec()), fate(recording.place(), cell));
        return new Explanation.Turn(
                at.key(),
                verifies(at),
                switch (recording.source()) {
                    case ASKED -> Explanation.Part.ASKED;
                    case REMEMBERED -> Explanation.Part.REMEMBERED;
                    case FOLLOWED -> Explanation.Part.FOLLOWED;
                    case NOT_ASKED -> Explanation.Part.PASSED_OVER;
                },
                recording.source() == Recording.Source.NOT_ASKED ? Map.of() : question,
                recording.source() == Recording.Source.NOT_ASKED ? null : recording.verdict(),
                recording.detail(),
                recording.outputs().byField(),
                recording.kept(),
                recording.charged(),
                refunded,
                recording.vendorCertain(),
                recording.vendorPossible(),
                at.spec().unit(),
                recording.tries(),
                recording.latencyMillis(),
                recording.at(),
                refunded > 0 ? why + "; what was charged for it came back" : why);
    }

    /** What became of a find that was to be verified, and why; null for every other outcome. */
    private @Nullable String fate(int place, @Nullable StoredCell cell) {
        Recording find = recording(place);
        if (find == null
                || !find.accepted()
                || step().place(place).verifies()
                || step().verifiers().isEmpty()) {
            return null;
        }
        String field = step().fields().getFirst();
        boolean doubt = false;
        boolean settled = false;
        for (int at = place + 1; at < step().places().size() && step().place(at).verifies(); at++) {
            Recording verification = recording(at);
            doubt |= inDoubt(at);
            settled |= verification != null && verification.settledDoubt();
            String status = verification == null ? null : Reasons.status(verification, field);
            if (status != null) {
                boolean stands = status.equals("valid")
                        || (cell != null
                                && Objects.equals(
                                        ValuesJson.readSourced(cell.kept())
                                                .sources()
                                                .get(field),
                                        place));
                String by = step().place(at).key() + " called it " + status;
                return stands
                        ? "it stands: " + by
                        : "it does not stand: " + by
                                + Reasons.notEnough(status, step().place(place).guesses());
            }
        }
        // Where the job passes doubts over, the cell has ended all the same.
        if (doubt
                && (cell == null
                        || cell.state() == CellState.IN_DOUBT
                        || !cell.state().isFinal())) {
            return "its verification is in doubt";
        }
        if (settled) {
            return "it does not count: its verification was lost, and somebody has settled that";
        }
        return Reasons.unverified(cell);
    }

    /** The step for which the same operation had given the same answer before, in this very row. */
    private @Nullable String alongWith(Recording recording, OperationSpec spec) {
        AnswerKey key = recording.key();
        if (recording.source() != Recording.Source.REMEMBERED || key == null) {
            return null;
        }
        return recordings.stream()
                .filter(other -> other.step() < recording.step() && Objects.equals(key, other.key()))
                .map(other -> job.plan().steps().get(other.step()))
                .filter(step -> step.places().stream()
                        .anyMatch(place -> place.spec().id().equals(spec.id())))
                .map(Step::name)
                .findFirst()
                .orElse(null);
    }

    /** Each value once: in the cell's own step if it was given there. */
    private List<Explanation.Lost> lost(ValuesJson.Sourced kept) {
        Map<List<Object>, Explanation.Lost> lost = new LinkedHashMap<>();
        List<Recording> ownFirst = new ArrayList<>(recordings);
        ownFirst.sort(Comparator.comparing(recording -> recording.step() != index));
        for (Recording recording : ownFirst) {
            Step step = job.plan().steps().get(recording.step());
            String provider = step.place(recording.place()).key();
            for (String field : step().fields()) {
                Object value = recording.outputs().byField().get(field);
                if (value != null && !value.equals(kept.values().byField().get(field))) {
                    lost.putIfAbsent(
                            List.of(field, value, provider),
                            new Explanation.Lost(
                                    field,
                                    value,
                                    provider,
                                    step.name(),
                                    Reasons.lost(
                                            recording,
                                            index,
                                            step.name(),
                                            recording.step() == index ? fate(recording.place(), cell(index)) : null)));
                }
            }
        }
        return List.copyOf(lost.values());
    }
}
