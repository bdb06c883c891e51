package dev.weir.server.insight;

import dev.weir.server.enrichment.Recording;
import dev.weir.server.enrichment.Recordings;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.jobs.StoredRow;
import dev.weir.server.jobs.StoredRows;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gives enrichment records: of a job in order, or one by its id. Reads only. */
public final class EnrichmentRecords {

    private static final Pattern ID = Pattern.compile("([1-9]\\d{0,17})-(\\d{1,9})-(\\d{1,4})-(\\d{1,4})(-late)?");

    /** Rows of a page that lie closer together than that are read in one go. */
    private static final int CLOSE = 1_000;

    private final Jobs jobs;
    private final StoredRows rows;
    private final Recordings recordings;

    EnrichmentRecords(Jobs jobs, StoredRows rows, Recordings recordings) {
        this.jobs = jobs;
        this.rows = rows;
        this.recordings = recordings;
    }

    /**
     * Which records of a job; what is null is not looked at.
     *
     * @param step its name
     * @param provider its slug, or a place's key such as {@code hunter.email_verifier}
     */
    public record Filter(
            @Nullable Integer rowIndex,
            @Nullable String step,
            @Nullable String provider,
            Recordings.@Nullable Outcome outcome) {}

    /**
     * Records in order: those after {@code after}, without the first {@code skip} of them.
     *
     * @throws Problem when the job's rows have been let go of, and with them their records
     */
    public List<EnrichmentRecord> page(Job job, Filter filter, Recordings.Key after, long skip, int limit) {
        jobs.requireRows(job);
        return told(job, recordings.page(job, inPlan(job, filter), after, skip, limit));
    }

    /** How many there are; costs as much as looking at all of them. */
    public long count(Job job, Filter filter) {
        jobs.requireRows(job);
        return recordings.count(job, inPlan(job, filter));
    }

    /** The record of that id. @throws Problem when the workspace has none */
    public EnrichmentRecord get(long workspaceId, String id) {
        Matcher parts = ID.matcher(id);
        if (!parts.matches()) {
            throw unknown(id);
        }
        Job job;
        try {
            job = jobs.get(workspaceId, Long.parseLong(parts.group(1)));
        } catch (Problem problem) {
            throw problem.kind() == Problem.Kind.NOT_FOUND ? unknown(id) : problem;
        }
        jobs.requireRows(job);
        int row = Integer.parseInt(parts.group(2));
        Recordings.Filter where = new Recordings.Filter(
                row,
                List.of(new Recordings.StepPlace(Integer.parseInt(parts.group(3)), Integer.parseInt(parts.group(4)))),
                null);
        boolean late = parts.group(5) != null;
        return told(job, recordings.page(job, where, Recordings.Key.START, 0, 2)).stream()
                .filter(record -> record.booked().late() == late)
                .findFirst()
                .orElseThrow(() -> unknown(id));
    }

    private static Problem unknown(String id) {
        return Problem.notFound("unknown_record", "There is no enrichment record '" + id + "'.");
    }

    private static Recordings.Filter inPlan(Job job, Filter filter) {
        String provider = filter.provider();
        if (filter.step() == null && provider == null) {
            return new Recordings.Filter(filter.rowIndex(), null, filter.outcome());
        }
        List<Recordings.StepPlace> places = new ArrayList<>();
        for (int index = 0; index < job.plan().steps().size(); index++) {
            Step step = job.plan().steps().get(index);
            for (int place = 0; place < step.places().size(); place++) {
                if ((filter.step() == null || filter.step().equals(step.name()))
                        && (provider == null
                                || provider.equals(step.place(place).key())
                                || provider.equals(step.place(place).spec().id().provider()))) {
                    places.add(new Recordings.StepPlace(index, place));
                }
            }
        }
        return new Recordings.Filter(filter.rowIndex(), places, filter.outcome());
    }

    private List<EnrichmentRecord> told(Job job, List<Recordings.Booked> booked) {
        if (booked.isEmpty()) {
            return List.of();
        }
        Rows known = new Rows(job);
        int lo = booked.getFirst().recording().rowIndex();
        int hi = booked.getLast().recording().rowIndex() + 1;
        if (hi - lo <= CLOSE) {
            known.read(lo, hi);
        } else {
            booked.stream()
                    .mapToInt(one -> one.recording().rowIndex())
                    .distinct()
                    .forEach(row -> known.read(row, row + 1));
        }
        return booked.stream().map(known::tell).toList();
    }

    /** What some rows of a job know and did, to tell their records by. */
    private final class Rows {
        private final Job job;
        private final Map<Integer, StoredRow> stored = new HashMap<>();
        private final Map<Integer, List<Recording>> records = new HashMap<>();
        private final Map<List<Integer>, Explanation> stories = new HashMap<>();

        Rows(Job job) {
            this.job = job;
        }

        void read(int lo, int hi) {
            rows.own(job, lo, hi).forEach(row -> stored.put(row.index(), row));
            recordings
                    .ofRows(job, lo, hi)
                    .forEach(one -> records.computeIfAbsent(one.rowIndex(), _ -> new ArrayList<>())
                            .add(one));
        }

        EnrichmentRecord tell(Recordings.Booked booked) {
            Recording recording = booked.recording();
            Step step = job.plan().steps().get(recording.step());
            Explanation.Turn turn = stories.computeIfAbsent(
                            List.of(recording.rowIndex(), recording.step()),
                            key -> new Story(
                                            job,
                                            key.get(1),
                                            Objects.requireNonNull(stored.get(key.get(0))),
                                            records.getOrDefault(key.get(0), List.of()),
                                            List.of(),
                                            List.of(),
                                            List.of())
                                    .tell())
                    .turns()
                    .get(recording.place());
            return new EnrichmentRecord(
                    job.id(), step, step.place(recording.place()), booked, turn.question(), turn.why());
        }
    }
}
