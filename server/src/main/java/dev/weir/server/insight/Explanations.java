package dev.weir.server.insight;

import dev.weir.provider.Nearest;
import dev.weir.server.enrichment.Recordings;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.jobs.StoredRow;
import dev.weir.server.jobs.StoredRows;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Step;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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
     * @throws Problem when the job has no such row, its rows have been let go of, or it did not ask for that
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
        jobs.requireRows(job);
        StoredRow stored = rows.own(job, row, row + 1).getFirst();
        return new Story(
                        job,
                        index,
                        stored,
                        recordings.ofRows(job, row, row + 1),
                        recordings.unanswered(job, row, row + 1),
                        recordings.refunds(job, row, row + 1),
                        recordings.openCalls(job, row))
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
}
