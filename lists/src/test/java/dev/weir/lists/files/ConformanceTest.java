package dev.weir.lists.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What CSV can hold, each case in a few lines: read as RFC 4180 has it, and the same after each format wrote it. */
final class ConformanceTest {

    @TempDir
    Path folder = Path.of("");

    static List<Arguments> cases() {
        return List.of(
                Arguments.of("a,b\n1,2\n", List.of(List.of("1", "2"))),
                Arguments.of("a,b\r\n1,2\r\n3,4", List.of(List.of("1", "2"), List.of("3", "4"))),
                Arguments.of("a,b\n1,\"x, y\"\n", List.of(List.of("1", "x, y"))),
                Arguments.of("a,b\n1,\"say \"\"hi\"\"\"\n", List.of(List.of("1", "say \"hi\""))),
                Arguments.of("a,b\n\"\"\"\"\"\",\"\"\n", List.of(List.of("\"\"", ""))),
                Arguments.of("a,b\n\"one\ntwo\",\"\n\"\n", List.of(List.of("one\ntwo", "\n"))),
                Arguments.of("a,b\n\"one\r\ntwo\",\"\r\"\n", List.of(List.of("one\r\ntwo", "\r"))),
                Arguments.of("a,b\n1,\"{\"\"k\"\": [1, \"\"x\"\"]}\"\n", List.of(List.of("1", "{\"k\": [1, \"x\"]}"))),
                Arguments.of("a,b\n,\n\"\",\"\"\n", List.of(List.of("", ""), List.of("", ""))),
                Arguments.of("a,b\n 1 , \"2\" \n", List.of(List.of(" 1 ", " \"2\" "))),
                Arguments.of("a,b\nʤ,😀é\u0301\n", List.of(List.of("ʤ", "😀é\u0301"))),
                Arguments.of("a,b\n1,'2'\n", List.of(List.of("1", "'2'"))),
                Arguments.of("a,b\n\\,\"\\\"\n", List.of(List.of("\\", "\\"))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatAFileHoldsIsReadAndWrittenWithoutLoss(String csv, List<List<String>> cells) throws IOException {
        Table table = Table.open(Files.writeString(folder.resolve("case.csv"), csv));

        assertThat(table.header().names()).containsExactly("a", "b");
        assertThat(TableTest.cells(table)).isEqualTo(cells);
        for (FileFormat format : FileFormat.values()) {
            Path copy = folder.resolve("copy." + format.ending());
            WorkbookTest.write(copy, format, table.header().names(), TableTest.rows(table));
            assertThat(TableTest.cells(Table.open(copy))).as("%s", format).isEqualTo(cells);
        }
    }
}
