package dev.weir.server.insight;

import dev.weir.provider.OperationSpec;
import dev.weir.server.jobs.Job;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import dev.weir.server.workspace.Transactions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What jobs have asked of whom and what came of it, counted. Reads only. */
public final class Figures {

    private final FigureTable table;
    private final ChanceTable chances;
    private final Transactions transactions;

    public Figures(JdbcClient jdbc, Transactions transactions) {
        this.table = new FigureTable(jdbc);
        this.chances = new ChanceTable(jdbc);
        this.transactions = transactions;
    }

    /** By step and place, in the job's order; stages that never had a turn are there with zeros. */
    public List<StageFigures> stages(Job job) {
        return stages(job.workspaceId(), List.of(job));
    }

    /**
     * The same of several jobs of one workspace together; stages of one step, provider and part are added up, and so are
     * those of a verifier behind several finders.
     */
    public List<StageFigures> stages(long workspaceId, List<Job> jobs) {
        Map<String, String> labels = new HashMap<>();
        Map<String, Long> costs = new HashMap<>();
        Map<String, String> valid = new HashMap<>();
        Map<String, String> verified = new HashMap<>();
        Map<String, Stage> stages = new LinkedHashMap<>();
        Map<String, String> units = new HashMap<>();
        for (Job job : jobs) {
            Plan plan = job.plan();
            for (int s = 0; s < plan.steps().size(); s++) {
                Step step = plan.steps().get(s);
                if (!step.verifiers().isEmpty()) {
                    verified.put(job.id() + ":" + s, step.fields().getFirst());
                }
                for (int p = 0; p < step.places().size(); p++) {
                    Stage stage = Stage.of(step, step.place(p));
                    String label = stage.step() + " " + stage.provider() + " " + stage.part();
                    OperationSpec spec = step.place(p).spec();
                    labels.put(job.id() + ":" + s + ":" + p, label);
                    costs.put(job.id() + ":" + s + ":" + p, spec.costMilli());
                    stages.putIfAbsent(label, stage);
                    units.putIfAbsent(label, spec.unit());
                    statusField(step, spec).ifPresent(field -> valid.put(label, "\"" + field + "\":\"valid\""));
                }
            }
        }
        long[] ids = jobs.stream().mapToLong(Job::id).toArray();
        FigureTable.Asked asked =
                new FigureTable.Asked(workspaceId, ids, labels, costs, stages, units, valid, verified);
        Map<String, StageFigures> counted = transactions.in(workspaceId, () -> table.stages(asked));
        List<StageFigures> all = new ArrayList<>();
        for (boolean verifies : new boolean[] {false, true}) {
            stages.forEach((label, stage) -> {
                if (stage.verifies() == verifies) {
                    all.add(counted.getOrDefault(label, FigureTable.nothing(asked, label)));
                }
            });
        }
        return all;
    }

    /** The field by which the answer itself says whether the step's first field is valid. */
    private static Optional<String> statusField(Step step, OperationSpec spec) {
        String status = step.fields().getFirst() + "_status";
        return spec.outputs().contains(status) ? Optional.of(status) : Optional.empty();
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
        Set<String> verified = new HashSet<>();
        Set<String> verifiers = new HashSet<>();
        for (Job job : jobs) {
            for (int s = 0; s < job.plan().steps().size(); s++) {
                Step step = job.plan().steps().get(s);
                if (!step.verifiers().isEmpty()) {
                    verified.add(job.id() + ":" + s);
                }
                for (int p = 0; p < step.places().size(); p++) {
                    String key = job.id() + ":" + s + ":" + p;
                    sources.put(
                            key,
                            new Chances.Source(step.name(), step.place(p).spec().id(), step.acceptance()));
                    if (step.place(p).verifies()) {
                        verifiers.add(key);
                    }
                }
            }
        }
        long[] ids = jobs.stream().mapToLong(Job::id).toArray();
        return transactions.in(workspaceId, () -> chances.chances(workspaceId, ids, sources, verified, verifiers));
    }
}
