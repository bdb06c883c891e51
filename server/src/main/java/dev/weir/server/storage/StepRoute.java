package dev.weir.server.storage;

import dev.weir.server.registry.StepForm;
import dev.weir.server.registry.StepForm.StepDestination;
import java.util.List;

/** Where a step says that its results go. */
final class StepRoute {

    private StepRoute() {}

    /**
     * The route of a step that is well formed.
     *
     * @throws IllegalArgumentException for one without a destination, or with words in it that are none
     */
    static Route of(StepForm form) {
        StepDestination to = form.destination();
        if (to == null || to.tableName() == null) {
            throw new IllegalArgumentException("the step's results go nowhere");
        }
        List<String> fields = form.fields() == null ? List.of() : form.fields();
        return new Route(
                Route.Db.find(to.db()).orElseThrow(() -> new IllegalArgumentException("there is no such database")),
                to.tableName(),
                to.columns(fields),
                WriteMode.find(to.writes()).orElseThrow(() -> new IllegalArgumentException("there is no such mode")),
                to.keys() == null ? List.of() : to.keys());
    }
}
