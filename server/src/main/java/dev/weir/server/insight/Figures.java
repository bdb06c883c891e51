package dev.weir.server.insight;

import dev.weir.provider.OperationSpec;
import dev.weir.server.jobs.Job;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import dev.weir.server.workspace.Transactions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What jobs have asked of whom and what came of it, counted. Reads only. */
public final class Figures {

    private final FigureTable table;
    private final Transactions transactions;

    public Figures(JdbcClient jdbc, Transactions transactions) {
        this.table = new FigureTable(jdbc);
        this.transactions = transactions;
    }

    /** By step and place, in the job's order; stages that never had a turn are there with zeros. */
    public List<StageFigures> stages(Job job) {
        return stages(job.workspaceId(), List.of(job));
    }

    /** The same of several jobs of one workspace together; stages of one step and provider are added up. */
    public List<StageFigures> stages(long workspaceId, List<Job> jobs) {
        Map<String, String> labels = new HashMap<>();
        Map<String, String> valid = new HashMap<>();
        Map<String, Stage> stages = new LinkedHashMap<>();
        Map<String, String> units = new HashMap<>();
        for (Job job : jobs) {
            Plan plan = job.plan();
            for (int s = 0; s < plan.steps().size(); s++) {
                Step step = plan.steps().get(s);
                for (int p = 0; p < step.places().size(); p++) {
                    Stage stage = new Stage(step.name(), step.place(p).key());
                    String label = stage.step() + " " + stage.provider();
                    labels.put(job.id() + ":" + s + ":" + p, label);
                    stages.putIfAbsent(label, stage);
                    OperationSpec spec = step.place(p).spec();
                    units.putIfAbsent(label, spec.unit());
                    statusField(step, spec).ifPresent(field -> valid.put(label, "\"" + field + "\":\"valid\""));
                }
            }
        }
        long[] ids = jobs.stream().mapToLong(Job::id).toArray();
        Map<String, StageFigures> counted = transactions.in(
                workspaceId, () -> table.stages(new FigureTable.Asked(workspaceId, ids, labels, stages, units, valid)));
        List<StageFigures> all = new ArrayList<>();
        stages.forEach((label, stage) -> all.add(counted.getOrDefault(
                label,
                new StageFigures(
                        stage,
                        units.getOrDefault(label, ""),
                        0,
                        0,
                        0,
                        Map.of(),
                        0,
                        0,
                        valid.containsKey(label) ? 0L : null,
                        0,
                        0,
                        0,
                        0,
                        null,
                        null,
                        0))));
        return all;
    }

    /** The field by which the answer itself says whether the step's first field is valid. */
    private static java.util.Optional<String> statusField(Step step, OperationSpec spec) {
        String status = step.fields().getFirst() + "_status";
        return spec.outputs().contains(status) ? java.util.Optional.of(status) : java.util.Optional.empty();
    }

    /** How the job's cells stand, in the order of its steps. */
    public List<StepFigures> steps(Job job, int totalRows) {
        Map<Integer, Map<String, Long>> byStep =
                transactions.in(job.workspaceId(), () -> table.cells(job.workspaceId(), job.id()));
        List<StepFigures> steps = new ArrayList<>();
        for (int s = 0; s < job.plan().steps().size(); s++) {
            Map<String, Long> states = new HashMap<>(byStep.getOrDefault(s, Map.of()));
            long stored = states.values().stream().mapToLong(Long::longValue).sum();
            Long completed = states.remove("completed");
            if (totalRows > stored) {
                states.put("pending", totalRows - stored);
            }
            steps.add(new StepFigures(
                    job.plan().steps().get(s).name(), totalRows, completed == null ? 0 : completed, states));
        }
        return steps;
    }

    /** When it ran. */
    public JobTimes times(Job job) {
        return transactions.in(job.workspaceId(), () -> table.times(job.workspaceId(), job.id()));
    }

    /**
     * How often stages of these jobs answered and were accepted, by what was known of the row.
     *
     * @param jobs of one workspace
     */
    Chances chances(long workspaceId, List<Job> jobs) {
        Map<String, Chances.Source> sources = new HashMap<>();
        for (Job job : jobs) {
            for (int s = 0; s < job.plan().steps().size(); s++) {
                Step step = job.plan().steps().get(s);
                for (int p = 0; p < step.places().size(); p++) {
                    sources.put(
                            job.id() + ":" + s + ":" + p,
                            new Chances.Source(step.name(), step.place(p).spec().id(), step.acceptance()));
                }
            }
        }
        long[] ids = jobs.stream().mapToLong(Job::id).toArray();
        return transactions.in(workspaceId, () -> table.chances(workspaceId, ids, sources));
    }
}
