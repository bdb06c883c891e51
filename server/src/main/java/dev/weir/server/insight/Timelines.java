package dev.weir.server.insight;

import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Step;
import dev.weir.server.workspace.Transactions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells what happened to a job and its rows, and when: calls, waits, what came in, what it cost. Reads only. */
public final class Timelines {

    /** Rows that are read in one go. */
    private static final int TOGETHER = 100;

    private final Transactions transactions;
    private final Jobs jobs;
    private final TimelineTable table;

    Timelines(Transactions transactions, Jobs jobs, TimelineTable table) {
        this.transactions = transactions;
        this.jobs = jobs;
        this.table = table;
    }

    /** Where a job's timeline goes on. @param row -1 for what happened to the job itself @param passed of that row */
    public record Mark(int row, int passed) {

        public static final Mark START = new Mark(-1, 0);
    }

    /** A part of a timeline. @param next where it goes on; null at its end */
    public record Page(List<Moment> moments, @Nullable Mark next) {}

    /**
     * All that happened to a row, by time.
     *
     * @throws Problem when the job has no such row, or its rows have been let go of
     */
    public List<Moment> ofRow(Job job, int row) {
        int total = jobs.progress(job).totalRows();
        if (row < 0 || row >= total) {
            throw Problem.notFound("unknown_row", "Job " + job.id() + " has no row " + row + ".");
        }
        List<Moment> moments = read(job, row, row + 1);
        jobs.requireRows(job);
        return moments;
    }

    /** A part of what happened to a job: first to the job itself, then row by row, each by time. */
    public Page ofJob(Job job, Mark from, int most) {
        List<Moment> moments = new ArrayList<>();
        // Of rows that have been let go of nothing is told but that, with what happened to the job.
        int total = jobs.rowsPrunedAt(job).isPresent() ? 0 : jobs.progress(job).totalRows();
        Mark at = from;
        while (moments.size() < most) {
            int row = at.row();
            if (row >= total) {
                return new Page(moments, null);
            }
            int hi = row < 0 ? 0 : Math.min(total, row + TOGETHER);
            List<Moment> some = row < 0 ? ofJob(job) : read(job, row, hi);
            at = fill(moments, some, at, hi, most);
        }
        return new Page(moments, at.row() >= total ? null : at);
    }

    /** Adds what there is room for. Returns where to go on. */
    private static Mark fill(List<Moment> moments, List<Moment> some, Mark from, int hi, int most) {
        int passed = 0;
        int row = from.row();
        for (Moment moment : some) {
            int of = moment.rowIndex() == null ? -1 : moment.rowIndex();
            passed = of == row ? passed : 0;
            row = of;
            if (row != from.row() || passed >= from.passed()) {
                if (moments.size() == most) {
                    return new Mark(row, passed);
                }
                moments.add(moment);
            }
            passed++;
        }
        return new Mark(hi, 0);
    }

    private List<Moment> ofJob(Job job) {
        return told(job, transactions.in(job.workspaceId(), () -> table.ofJob(job.workspaceId(), job.id())));
    }

    private List<Moment> read(Job job, int lo, int hi) {
        return told(job, transactions.in(job.workspaceId(), () -> table.ofRows(job.workspaceId(), job.id(), lo, hi)));
    }

    private static List<Moment> told(Job job, List<TimelineTable.Kept> kept) {
        return kept.stream().map(one -> moment(job, one)).toList();
    }

    private static Moment moment(Job job, TimelineTable.Kept kept) {
        Integer index = kept.step();
        Integer at = kept.place();
        Step step = index == null ? null : job.plan().steps().get(index);
        Place place = step == null || at == null || at >= step.places().size() ? null : step.place(at);
        return new Moment(
                kept.at(),
                kept.rowIndex() < 0 ? null : kept.rowIndex(),
                step == null ? null : step.name(),
                place == null ? null : place.key(),
                Moment.Kind.of(kept.kind()),
                kept.detail(),
                kept.credits(),
                kept.certain(),
                kept.possible(),
                place == null ? null : place.spec().unit(),
                kept.tookMillis(),
                kept.number());
    }
}
