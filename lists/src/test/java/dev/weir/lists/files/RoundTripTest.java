package dev.weir.lists.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What is exported is what is imported, and no exported cell starts as a formula. */
final class RoundTripTest {

    private static final String TRIGGERS = "=+-@\t\r\n\0＝＋－＠";

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource(FileFormat.class)
    void naughtyStringsComeBackAsTheyWent(FileFormat format) throws IOException {
        List<List<String>> rows =
                naughty().stream().map(text -> List.of(text, "x")).toList();

        assertThat(rows).hasSizeGreaterThan(400);
        assertThat(roundTrip(format, List.of("text", "other"), rows)).isEqualTo(rows);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomCellsComeBackAsTheyWent(long seed) {
        var random = new Random(seed);
        int width = 1 + random.nextInt(4);
        List<String> header = new ArrayList<>();
        for (int column = 0; column < width; column++) {
            // A name of its own that is not blank, whatever is before it.
            header.add(text(random) + column);
        }
        List<List<String>> rows = new ArrayList<>();
        for (int row = 0; row < 2_000; row++) {
            List<String> cells = new ArrayList<>();
            for (int column = 0; column < width; column++) {
                cells.add(text(random));
            }
            rows.add(cells);
        }

        assertThat(roundTrip(FileFormat.CSV, header, rows)).as("seed %d", seed).isEqualTo(rows);
        assertThat(roundTrip(FileFormat.JSONL, header, rows))
                .as("seed %d", seed)
                .isEqualTo(rows);
        assertThat(roundTrip(FileFormat.XLSX, header, rows)).as("seed %d", seed).isEqualTo(rows);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void noExportedCellStartsAsAFormula(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String cell = text(random);
            String guarded = FormulaGuard.guarded(cell);
            assertThat(guarded.isEmpty() || TRIGGERS.indexOf(guarded.charAt(0)) < 0)
                    .as("seed %d: %s", seed, cell)
                    .isTrue();
            assertThat(FormulaGuard.unguarded(guarded)).as("seed %d", seed).isEqualTo(cell);
        }
    }

    @Test
    void theGuardStandsOnlyWhereItIsNeeded() {
        assertThat(List.of("=1+1", "＝1", "'=1", "''", "it's", "'quoted'", "a=b", "").stream()
                        .map(FormulaGuard::guarded))
                .containsExactly("'=1+1", "'＝1", "''=1", "''", "it's", "'quoted'", "a=b", "");
    }

    @Test
    void whatNoReaderTakesIsReplacedVisibly() {
        assertThat(roundTrip(FileFormat.CSV, List.of("a"), List.of(List.of("x\0y"), List.of("\uD800z"))))
                .containsExactly(List.of("x\uFFFDy"), List.of("\uFFFDz"));
    }

    @Test
    void jsonValuesKeepTheirTypeFromFileToFile() {
        Path first = folder.resolve("first.jsonl");
        Path second = folder.resolve("second.jsonl");
        write(
                first,
                FileFormat.JSONL,
                List.of("n", "s", "l"),
                List.of(new Row(0, 1, List.of("1.50", "1.50", "[{}]"), Set.of(0, 2))));
        Table table = Table.open(first);
        write(second, FileFormat.JSONL, table.header().names(), TableTest.rows(table));

        assertThat(second).hasSameTextualContentAs(first).hasContent("{\"n\":1.50,\"s\":\"1.50\",\"l\":[{}]}");
    }

    private List<List<String>> roundTrip(FileFormat format, List<String> header, List<List<String>> cells) {
        Path named = folder.resolve("round." + format.name().toLowerCase(java.util.Locale.ROOT));
        write(
                named,
                format,
                header,
                cells.stream().map(row -> new Row(0, 0, row, Set.of())).toList());
        Table table = Table.open(named);
        assertThat(table.header().names()).isEqualTo(header);
        assertThat(table.warnings()).isEmpty();
        return TableTest.cells(table);
    }

    private static void write(Path file, FileFormat format, List<String> header, List<Row> rows) {
        try (RowWriter writer = RowWriter.to(file, format, header)) {
            rows.forEach(writer::write);
            writer.commit();
        }
    }

    /** Short texts, dense in the characters that matter. */
    private static String text(Random random) {
        String alphabet = "=+-@\t\r\n'\"\",;,ab \uFEFF＝＠ü€";
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(6);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        if (random.nextInt(10) == 0) {
            text.appendCodePoint(0x1F600 + random.nextInt(50));
        }
        return text.toString();
    }

    private static List<String> naughty() throws IOException {
        try (InputStream list = Objects.requireNonNull(RoundTripTest.class.getResourceAsStream("/naughty/blns.json"))) {
            return JsonMapper.shared()
                    .readValue(
                            list,
                            JsonMapper.shared().getTypeFactory().constructCollectionType(List.class, String.class));
        }
    }
}
