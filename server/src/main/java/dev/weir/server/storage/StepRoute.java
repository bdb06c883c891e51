package dev.weir.server.storage;

import dev.weir.server.registry.StepForm;
import dev.weir.server.registry.StepForm.StepDestination;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

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
                Arrays.stream(Route.Db.values())
                        .filter(db -> db.text().equals(to.db()))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("there is no such database")),
                to.tableName(),
                to.columns(fields),
                WriteMode.valueOf(to.writes().toUpperCase(Locale.ROOT)),
                to.keys() == null ? List.of() : to.keys());
    }
}
