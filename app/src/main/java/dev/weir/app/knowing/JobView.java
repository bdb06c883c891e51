package dev.weir.app.knowing;

import dev.weir.app.enrich.Amounts;
import dev.weir.app.text.Wrapped;
import dev.weir.server.insight.Figures;
import dev.weir.server.insight.JobTimes;
import dev.weir.server.insight.StageFigures;
import dev.weir.server.insight.StepFigures;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.ListPlace;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * One job: how it stands, what its cells are, what its providers did.
 *
 * @param again what its rows have come to with what was done of them again; null when nothing was
 * @param last its last row, which says whether rows of the list before it were left out; null when it has none yet
 * @param rowsPrunedAt when its rows were let go of; null while they are there
 */
public record JobView(
        Job job,
        boolean sandbox,
        JobStanding standing,
        @Nullable Again again,
        @Nullable ListPlace last,
        JobTimes times,
        List<StepFigures> steps,
        List<StageFigures> stages,
        @Nullable Instant rowsPrunedAt) {

    /**
     * What a job's rows have come to with its reruns laid over.
     *
     * @param completed rows that are complete
     * @param found by step, rows for which it has found what it names
     */
    public record Again(long completed, List<Long> found) {

        public Again {
            found = List.copyOf(found);
        }
    }

    public static JobView of(
            Job job,
            boolean sandbox,
            JobStanding standing,
            @Nullable Again again,
            @Nullable ListPlace last,
            Figures figures,
            @Nullable Instant rowsPrunedAt) {
        return new JobView(
                job,
                sandbox,
                standing,
                again,
                last,
                figures.times(job),
                figures.steps(job, standing.progress().totalRows()),
                figures.stages(job),
                rowsPrunedAt);
    }

    /** @param all places that were passed over one by one, and not as a count */
    public List<String> lines(int width, boolean all) {
        List<String> lines = new ArrayList<>();
        JobProgress progress = standing.progress();
        long rows = progress.totalRows();
        lines.addAll(Wrapped.lines(
                "",
                "Job " + job.id() + ", " + job.name() + (sandbox ? ", asked the sandbox" : "") + ": "
                        + standing.words() + ", " + Shares.of(progress.rows().completed(), rows)
                        + " rows complete" + (again == null ? "" : withReruns(again.completed())),
                width));
        lines.addAll(standing.notes(width));
        lines.addAll(Wrapped.lines("  ", money(progress), width));
        times.took().ifPresent(took -> lines.add("  took " + Shares.time(took) + unattended()));
        if (rowsPrunedAt != null) {
            lines.addAll(Wrapped.lines(
                    "  ",
                    "its rows were let go of on "
                            + rowsPrunedAt.atOffset(ZoneOffset.UTC).toLocalDate()
                            + ", as the workspace's retention says; what they came to and cost is kept",
                    width));
        }
        if (leavesOut()) {
            lines.addAll(Wrapped.lines("  ", leftOut(rows), width));
        }
        lines.add("");
        lines.add("What was asked for:");
        for (int i = 0; i < steps.size(); i++) {
            StepFigures step = steps.get(i);
            lines.addAll(Wrapped.lines(
                    "  ",
                    step.step() + ": " + Shares.of(step.completed(), step.rows()) + " rows found"
                            + (again == null ? "" : withReruns(again.found().get(i))) + otherwise(step) + "; asked "
                            + waterfall(job.plan().steps().get(i)),
                    width));
        }
        lines.add("");
        lines.addAll(Wrapped.lines(
                "", "Who was asked for it (a turn is a row whose waterfall came to the provider):", width));
        lines.addAll(StageView.lines(stages, width, all));
        return lines;
    }

    private static String withReruns(long count) {
        return " (" + Amounts.count(count) + " with reruns)";
    }

    private String unattended() {
        Duration idle = times.unattended();
        return idle.toSeconds() == 0 ? "" : ", and no process was at it for another " + Shares.time(idle);
    }

    private boolean leavesOut() {
        return last != null && last.listed() > last.row();
    }

    private String leftOut(long rows) {
        return "it has " + Amounts.count(rows) + " of the list's first "
                + Amounts.count(last == null ? rows : last.listed() + 1L)
                + " rows, since --only-missing or --dedupe-by kept the others from being asked; rows have the list's"
                + " numbers here";
    }

    private static String money(JobProgress progress) {
        return Amounts.inCredits(progress.credits().posted()) + " spent of "
                + Amounts.credits(progress.credits().held()) + " set aside"
                + (progress.credits().doubt() == 0
                        ? ""
                        : "; " + Amounts.credits(progress.credits().doubt()) + " held for calls in doubt");
    }

    private static String otherwise(StepFigures step) {
        StringBuilder text = new StringBuilder();
        step.otherwise()
                .forEach((state, count) -> text.append(", ")
                        .append(Amounts.count(count))
                        .append(' ')
                        .append(Amounts.words(state)));
        return text.toString();
    }

    private static String waterfall(Step step) {
        List<String> verifiers = step.verifiers().stream().map(Place::key).toList();
        return String.join(", then ", step.finds().stream().map(Place::key).toList())
                + (verifiers.isEmpty() ? "" : ", each find verified by " + WhatIfView.verifiers(verifiers));
    }

    public String json() {
        Map<String, Object> document = summary(job, sandbox, standing);
        document.put("completedWithReruns", again == null ? null : again.completed());
        document.put("lastRow", last == null ? null : last.listed() + 1);
        document.put("leavesOutRows", leavesOut());
        document.put("createdAt", job.createdAt().toString());
        document.put("startedAt", text(times.started()));
        document.put("completedAt", text(times.completed()));
        document.put("rowsPrunedAt", text(rowsPrunedAt));
        document.put("maxCreditsMilli", job.maxCreditsMilli());
        document.put("maxRowCreditsMilli", job.maxRowCreditsMilli());
        List<Map<String, Object>> fields = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Map<String, Object> field = new LinkedHashMap<>();
            field.put("field", steps.get(i).step());
            Step step = job.plan().steps().get(i);
            field.put("waterfall", step.finds().stream().map(Place::key).toList());
            field.put("verifiers", step.verifiers().stream().map(Place::key).toList());
            field.put("rows", steps.get(i).rows());
            field.put("found", steps.get(i).completed());
            field.put("foundWithReruns", again == null ? null : again.found().get(i));
            field.put("otherwise", steps.get(i).otherwise());
            fields.add(field);
        }
        document.put("fields", fields);
        document.put("stages", StageView.json(stages));
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    }

    private static @Nullable String text(@Nullable Object moment) {
        return moment == null ? null : moment.toString();
    }

    /** What a list of jobs says of one. */
    public static Map<String, Object> summary(Job job, boolean sandbox, JobStanding standing) {
        JobProgress progress = standing.progress();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("jobId", job.id());
        document.put("name", job.name());
        document.put("sandbox", sandbox);
        document.put("status", progress.status().text());
        document.put("paused", progress.paused());
        document.put("interrupted", standing.interrupted());
        document.put("callsUnderWay", standing.underWay());
        document.put("totalRecords", progress.totalRows());
        document.put("completedRecords", progress.rows().completed());
        document.put("failedRecords", progress.rows().failed());
        document.put("inDoubtRecords", progress.rows().inDoubt());
        document.put("heldMilli", progress.credits().held());
        document.put("spentMilli", progress.credits().posted());
        document.put("inDoubtMilli", progress.credits().doubt());
        return document;
    }
}
