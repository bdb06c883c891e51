package dev.weir.server.insight;

import dev.weir.provider.Nearest;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Values;
import dev.weir.server.enrichment.AnswerKey;
import dev.weir.server.enrichment.Recording;
import dev.weir.server.enrichment.Recordings;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.jobs.StoredCell;
import dev.weir.server.jobs.StoredRow;
import dev.weir.server.jobs.StoredRows;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells how a cell came to be what it is. Reads only. */
public final class Explanations {

    private final Jobs jobs;
    private final StoredRows rows;
    private final Recordings recordings;

    Explanations(Jobs jobs, StoredRows rows, Recordings recordings) {
        this.jobs = jobs;
        this.rows = rows;
        this.recordings = recordings;
    }

    /**
     * The story of one cell.
     *
     * @param row from 0
     * @param field a field the job asked for, or a step's name
     * @throws Problem when the job has no such row or did not ask for that
     */
    public Explanation of(Job job, int row, String field) {
        int total = jobs.progress(job).totalRows();
        if (row < 0 || row >= total) {
            throw Problem.notFound(
                    "unknown_row",
                    "Job " + job.id() + " has no row " + (row + 1) + "; its rows are 1 to " + total
                            + ", in the order of the list.");
        }
        int index = step(job, field);
        StoredRow stored = rows.read(job, row, row + 1).getFirst();
        return new Story(
                        job,
                        index,
                        stored,
                        recordings.ofRows(job, row, row + 1),
                        recordings.unanswered(job, row, row + 1))
                .tell();
    }

    private static int step(Job job, String field) {
        List<Step> steps = job.plan().steps();
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).name().equals(field) || steps.get(i).fields().contains(field)) {
                return i;
            }
            names.add(steps.get(i).name());
        }
        throw Problem.notFound(
                "unknown_field",
                "Job " + job.id() + " did not ask for '" + field + "'; it asked for " + String.join(", ", names) + "."
                        + Nearest.question(names, field));
    }

    /** All that is stored of the row, seen from one cell. */
    private record Story(
            Job job, int index, StoredRow row, List<Recording> recordings, List<Recordings.Unanswered> unanswered) {

        Explanation tell() {
            StoredCell cell = cell(index);
            ValuesJson.Sourced kept = ValuesJson.readSourced(cell == null ? null : cell.kept());
            List<Explanation.Known> known = known();
            return new Explanation(
                    job.id(),
                    job.name(),
                    row.index(),
                    step().name(),
                    step().fields(),
                    cell == null ? CellState.PENDING.text() : cell.state().text(),
                    cell == null ? null : cell.reason(),
                    known,
                    sourced(index, kept),
                    cell == null || cell.missing() == null
                            ? List.of()
                            : List.of(cell.missing().split(",", -1)),
                    turns(cell, known, kept),
                    lost(kept));
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
            row.input().byField().forEach((field, value) -> known.add(new Explanation.Known(field, value, "the list")));
            for (int before = 0; before < index; before++) {
                StoredCell cell = cell(before);
                if (cell != null) {
                    known.addAll(sourced(before, ValuesJson.readSourced(cell.kept())));
                }
            }
            return known;
        }

        private List<Explanation.Known> sourced(int ofStep, ValuesJson.Sourced kept) {
            Step step = job.plan().steps().get(ofStep);
            List<Explanation.Known> known = new ArrayList<>();
            kept.values().byField().forEach((field, value) -> {
                int place = kept.sources().getOrDefault(field, -1);
                known.add(new Explanation.Known(
                        field, value, place < 0 ? "?" : step.place(place).key()));
            });
            return known;
        }

        private List<Explanation.Turn> turns(
                @Nullable StoredCell cell, List<Explanation.Known> before, ValuesJson.Sourced kept) {
            Map<String, Object> byField = new LinkedHashMap<>();
            before.forEach(one -> byField.putIfAbsent(one.field(), one.value()));
            Values known = new Values(byField);
            List<Explanation.Turn> turns = new ArrayList<>();
            for (int place = 0; place < step().places().size(); place++) {
                turns.add(turn(place, cell, known));
                int at = place;
                List<String> fromHere = kept.sources().entrySet().stream()
                        .filter(source -> source.getValue() == at)
                        .map(Map.Entry::getKey)
                        .toList();
                known = known.and(kept.values().only(fromHere));
            }
            return turns;
        }

        private Explanation.Turn turn(int place, @Nullable StoredCell cell, Values known) {
            Place at = step().place(place);
            OperationSpec spec = at.spec();
            Map<String, Object> question = spec.canBeAskedWith(known.fields()) ? spec.questionFrom(known) : Map.of();
            for (Recording recording : recordings) {
                if (recording.step() == index && recording.place() == place) {
                    return recorded(recording, at, question, known);
                }
            }
            boolean doubt =
                    unanswered.stream().anyMatch(one -> one.own() && one.step() == index && one.place() == place);
            return new Explanation.Turn(
                    at.key(),
                    doubt ? Explanation.Part.IN_DOUBT : Explanation.Part.NOT_REACHED,
                    question,
                    null,
                    null,
                    Map.of(),
                    List.of(),
                    0,
                    0,
                    0,
                    spec.unit(),
                    0,
                    0,
                    null,
                    doubt
                            ? "it was called and no answer is known; 'weir doubts' shows what is held for it"
                            : Reasons.notReached(step(), place, cell, known));
        }

        private Explanation.Turn recorded(Recording recording, Place at, Map<String, Object> question, Values known) {
            return new Explanation.Turn(
                    at.key(),
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
                    recording.vendorCertain(),
                    recording.vendorPossible(),
                    at.spec().unit(),
                    recording.tries(),
                    recording.latencyMillis(),
                    recording.at(),
                    Reasons.of(recording, at.spec(), known, alongWith(recording, at.spec())));
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
                                        Reasons.lost(recording, index, step.name())));
                    }
                }
            }
            return List.copyOf(lost.values());
        }
    }
}
