package dev.weir.server.storage;

import dev.weir.server.problem.Problem;
import dev.weir.server.registry.Registry;
import dev.weir.server.registry.StepForm;
import dev.weir.server.registry.StepVersion;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads where results go, at every delivery anew. Anybody may have written the row: what cannot be read says so. */
final class Ways {

    private static final Logger LOG = LoggerFactory.getLogger(Ways.class);

    private final Registry registry;

    Ways(Registry registry) {
        this.registry = registry;
    }

    /** The ways of those workflows, all of them. Joins the caller's transaction. */
    Map<UUID, Way> of(long workspaceId, Collection<UUID> workflows) {
        Map<UUID, Way> ways = new HashMap<>();
        workflows.forEach(workflow -> ways.put(workflow, Way.UNKNOWN));
        registry.ofWorkflows(workspaceId, workflows)
                .forEach((workflow, step) -> ways.put(workflow, way(workspaceId, step)));
        return ways;
    }

    private static Way way(long workspaceId, StepVersion step) {
        StepForm.StepDestination to = step.form().destination();
        Integer number = step.form().overallStepNumber();
        if (to == null) {
            return new Way(step.name(), number, null, null, null);
        }
        String table = String.valueOf(to.tableName());
        Route.Db db = Route.Db.find(to.db()).orElse(Route.Db.WORKSPACE);
        Lane lane = new Lane(workspaceId, db, table);
        try {
            Optional<String> mistake = mistake(step, to);
            return mistake.isPresent()
                    ? new Way(step.name(), number, lane, null, mistake.get())
                    : new Way(step.name(), number, lane, StepRoute.of(step.form()), null);
        } catch (RuntimeException unforeseen) {
            LOG.warn("where results of step {} go cannot be read", step.name(), unforeseen);
            return new Way(
                    step.name(),
                    number,
                    lane,
                    null,
                    "Step " + step.name()
                            + ": its row cannot be read. Look for nulls in its fields and its destination,"
                            + " and save it again.");
        }
    }

    private static Optional<String> mistake(StepVersion step, StepForm.StepDestination to) {
        String of = "Step " + step.name() + ": ";
        if (Route.Db.find(to.db()).isEmpty()) {
            return Optional.of(of + "destination_db is neither hq nor workspace. Say one of them.");
        }
        for (Problem.At unreadable : step.unreadable()) {
            if (unreadable.pointer().startsWith("/destination")) {
                return Optional.of(of + "destination_field_mappings are no JSON object of texts, from our field to"
                        + " their column. Write them so.");
            }
        }
        List<String> fields = step.form().fields();
        if (fields != null && fields.contains(null)) {
            return Optional.of(of + "fields hold null. Name fields alone.");
        }
        Map<String, String> mappings = to.fieldMappings();
        if (mappings != null && mappings.containsValue(null)) {
            return Optional.of(
                    of + "destination_field_mappings map a field to null. Name its column, or leave it out.");
        }
        List<String> keys = to.keys();
        if (keys != null && keys.contains(null)) {
            return Optional.of(of + "destination_key_columns hold null. Name columns alone.");
        }
        Optional<WriteMode> mode = WriteMode.find(to.writes());
        if (mode.isEmpty()) {
            return Optional.of(
                    of + "destination_write_mode is none of insert, upsert and update_if_blank. Say one of" + " them.");
        }
        if (mode.get() != WriteMode.INSERT && (keys == null || keys.isEmpty())) {
            return Optional.of(of + "destination_write_mode " + mode.get().text()
                    + " finds rows by destination_key_columns, and there are none. Name them.");
        }
        return Optional.empty();
    }
}
