package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExitCodesTest {

    @ParameterizedTest
    @CsvSource({
        "INVALID, file_missing, 66",
        "INVALID, file_unreadable, 66",
        "UNAVAILABLE, file_broke_off, 74",
        "INVALID, file_csv, 65",
        "CONFLICT, file_changed, 65",
        "UNAVAILABLE, output_disk_full, 73",
        "INVALID, unknown_field, 2",
        "NOT_FOUND, no_such_job, 2",
        "NOT_ENOUGH_CREDITS, not_enough_credits, 77",
        "UNAVAILABLE, database_down, 69",
        "CONFLICT, second_engine, 69",
    })
    void everyRefusalHasItsExitStatus(Problem.Kind kind, String code, int status) {
        assertThat(ExitCodes.of(new Problem(kind, code, "A sentence."))).isEqualTo(status);
    }

    @Test
    void everyStatusIsOnThePageOfStatuses() throws IOException, IllegalAccessException {
        String page = Files.readString(Path.of("..", "docs", "reference", "exit-status.md"));
        Set<Integer> statuses = new TreeSet<>();
        for (Field field : ExitCodes.class.getFields()) {
            statuses.add(field.getInt(null));
        }
        assertThat(page.lines()
                        .filter(line -> line.matches("\\| \\d+ .*"))
                        .map(line -> Integer.parseInt(line.split(" ", 3)[1])))
                .containsExactlyElementsOf(statuses);
    }
}
