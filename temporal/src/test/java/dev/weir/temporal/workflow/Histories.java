package dev.weir.temporal.workflow;

import io.temporal.common.WorkflowExecutionHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Recorded histories of workflows: a folder for each version of the workflow that was released, and one for the next. */
final class Histories {

    /** Where they stand, from the module's folder. */
    static final Path FOLDER = Path.of("src", "test", "resources", "histories");

    private Histories() {}

    /** Of all versions. */
    static List<Path> all() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("the histories are at " + FOLDER + " of the module's folder", e);
        }
    }

    static WorkflowExecutionHistory read(Path file) {
        try {
            return WorkflowExecutionHistory.fromJson(Files.readString(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static void write(Path file, WorkflowExecutionHistory history) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, history.toJson(true) + "\n");
    }
}
