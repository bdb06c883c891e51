package dev.weir.lists.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonlTableTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void theHeaderIsEveryNameInTheOrderMet() {
        Table table = table("""
                {"name":"A","city":"X"}

                {"city":"Y","size":3}
                """);

        assertThat(table.header().names()).containsExactly("name", "city", "size");
        assertThat(TableTest.cells(table)).containsExactly(List.of("A", "X", ""), List.of("", "Y", "3"));
        assertThat(TableTest.rows(table)).extracting(Row::line).containsExactly(1L, 3L);
    }

    @Test
    void whatIsNoStringIsKeptAsItsJsonText() {
        Table table = table("""
                {"n":1.10,"big":12345678901234567890123,"b":true,"l":[1,{"x":null}],"z":null,"s":"12"}
                """);

        Row row = TableTest.rows(table).getFirst();
        assertThat(row.cells())
                .containsExactly("1.10", "12345678901234567890123", "true", "[1,{\"x\":null}]", "", "12");
        assertThat(row.json()).isEqualTo(Set.of(0, 1, 2, 3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"a\":1|is not JSON",
                "{\"a\":1} {\"a\":2}|is not JSON",
                "{\"a\":1,\"a\":2}|is not JSON",
                "[{\"a\":1}]|jq",
                "\"a\"|no object",
                "{\"a\":\"x\\u0000y\"}|NUL",
            })
    void aBadLineIsRefusedByNumber(String line, String words) {
        assertThatThrownBy(() -> table("{\"a\":1}\n\n" + line + "\n{\"a\":2}\n"))
                .isInstanceOf(Problem.class)
                .hasMessageContainingAll("line 3", words);
    }

    @Test
    void nestingAndLengthAreBounded() {
        assertThatThrownBy(() -> table("{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("line 1");
        assertThatThrownBy(() -> table("{\"a\":\"" + "x".repeat(CsvRows.MAX_RECORD) + "\"}"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("longer");
    }

    @Test
    void anEmptyFileIsRefused() {
        assertThatThrownBy(() -> table("\n\n"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("file_empty"));
    }

    @Test
    void windowsLineEndsAndAMissingLastOneAreFine() {
        assertThat(TableTest.cells(table("{\"a\":\"1\"}\r\n{\"a\":\"2\"}")))
                .containsExactly(List.of("1"), List.of("2"));
    }

    private Table table(String jsonl) {
        try {
            return Table.open(Files.writeString(folder.resolve("list.jsonl"), jsonl));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
