package dev.weir.acceptance.chaos.judge;

import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.Discrepancy.Kind;
import dev.weir.acceptance.chaos.judge.LeftFacts.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Nothing was lost: every row of every job is final, every cell is there, and nobody waits for anything any more. */
final class LeftWall {

    private static final Set<String> FINAL = Set.of("completed", "failed", "partially_completed", "cancelled");

    private LeftWall() {}

    /** What does not fit; empty when all does. */
    static List<Discrepancy> of(LeftFacts facts) {
        List<Discrepancy> found = new ArrayList<>();
        facts.jobs().forEach(job -> look(job, found));
        facts.left().stream()
                .filter(left -> left.count() > 0)
                .forEach(left -> found.add(new Discrepancy(
                        Kind.LOST, left.what(), left.count() + " are left, of them " + left.example())));
        return found;
    }

    private static void look(Job job, List<Discrepancy> found) {
        String subject = "job " + job.id();
        if (!FINAL.contains(job.status()) || !job.phase().equals("closed")) {
            found.add(new Discrepancy(Kind.LOST, subject, "is " + job.status() + " and " + job.phase()));
        }
        if (job.rows() != job.expected()) {
            found.add(new Discrepancy(Kind.LOST, subject, "has " + job.rows() + " rows of " + job.expected()));
        }
        if (job.completed() + job.failed() != job.rows() || job.openBatches() > 0) {
            found.add(new Discrepancy(
                    Kind.LOST,
                    subject,
                    job.completed() + " completed and " + job.failed() + " failed of " + job.rows() + " rows, with "
                            + job.openBatches() + " batches that are not done"));
        }
        // Rows that nobody had begun with when their job was cancelled have no cells.
        if (job.status().equals("cancelled")
                ? job.cells() > job.rows() * job.steps()
                : job.cells() != job.rows() * job.steps()) {
            found.add(new Discrepancy(
                    Kind.LOST,
                    subject,
                    job.cells() + " final cells of " + job.rows() + " rows with " + job.steps() + " steps"));
        }
        if (job.dead() > 0) {
            found.add(new Discrepancy(Kind.DEAD, subject, job.dead() + " cells were given up"));
        }
    }
}
