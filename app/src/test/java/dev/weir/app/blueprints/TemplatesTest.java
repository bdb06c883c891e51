package dev.weir.app.blueprints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.registry.StepForm;
import dev.weir.server.registry.StepForm.StepDestination;
import dev.weir.server.storage.CreateTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What comes along to begin with. Run with {@code -Dweir.docs.write=true} to rewrite the statements. */
class TemplatesTest {

    private static final Path TABLES =
            Path.of("src", "main", "resources", "dev", "weir", "app", "blueprints", "tables");

    /** For a database of the user's own: in Weir's, the same command makes it. */
    private static String statements(StepForm step) {
        StepDestination to = Objects.requireNonNull(step.destination());
        return "-- Results of step " + step.name()
                + ", in a database of your own. In hq 'weir destination create-table "
                + step.name() + " --apply' makes\n-- the table.\n"
                + CreateTable.of(
                                1,
                                step.to(new StepDestination(
                                        StepDestination.WORKSPACE,
                                        to.tableName(),
                                        to.fieldMappings(),
                                        to.mode(),
                                        to.keys())))
                        .sql();
    }

    @Test
    void everyStepThatStoresItsResultsComesWithTheStatementsThatMakeItsTable() throws IOException {
        Map<String, StepForm> steps = Templates.folder().steps();
        steps.values().removeIf(step -> step.destination() == null);
        assertThat(steps)
                .hasSize(4)
                .containsOnlyKeys(Templates.folder().tables().keySet());
        for (Map.Entry<String, StepForm> step : steps.entrySet()) {
            Path file = TABLES.resolve(step.getKey() + Folder.SQL);
            if (Boolean.getBoolean("weir.docs.write")) {
                Files.writeString(file, statements(step.getValue()));
            }
            assertThat(file).hasContent(statements(step.getValue()));
        }
    }
}
