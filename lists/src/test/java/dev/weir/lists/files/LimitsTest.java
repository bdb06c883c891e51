package dev.weir.lists.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitsTest {

    private static final ListLimits SMALL = new ListLimits(3, 2, 5);

    @TempDir
    Path folder;

    private Table open(String name, String text) {
        try {
            Path file = Files.writeString(folder.resolve("spooled"), text);
            return Table.open(ListFile.sent(file, name, "upload.csv"), Reading.USUAL, SMALL);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void refused(ThrowingCallable opening, Problem.Kind kind, String code, String words) {
        assertThatThrownBy(opening).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.kind()).isEqualTo(kind);
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem).hasMessageContaining(words);
        });
    }

    @Test
    void aListAtItsLimitsIsReadAndOneBeyondIsRefusedWithItsLine() {
        assertThat(open("a.csv", "a,b\n1,12345\n2,2\n3,3\n").rows()).isEqualTo(3);
        refused(
                () -> open("a.csv", "a,b\n1,1\n2,2\n3,3\n4,4\n"),
                Problem.Kind.TOO_LARGE,
                "file_too_many_rows",
                "line 5");
        refused(
                () -> open("a.csv", "a,b\n1,1\n2,123456\n"),
                Problem.Kind.TOO_LARGE,
                "file_cell_too_long",
                "line 3, column 2");
        refused(() -> open("a.csv", "a,b,c\n1\n"), Problem.Kind.TOO_LARGE, "file_too_many_columns", "3 columns");
        refused(
                () -> open("a.jsonl", "{\"a\":1,\"b\":2}\n{\"c\":3}\n"),
                Problem.Kind.TOO_LARGE,
                "file_too_many_columns",
                "3 columns");
    }

    @Test
    void aListThatWasSentIsSpokenOfByItsSendersNameAndInItsSendersWords() {
        refused(
                () -> open("../../leads\u001b[31m.csv", "a,b\n\"1\n"),
                Problem.Kind.INVALID,
                "file_csv",
                "leads [31m.csv, line 2");
        refused(
                () -> open("", "name,city\nAda,Leeds\nBo,\0\n"),
                Problem.Kind.INVALID,
                "file_nul",
                "say \"encoding\": \"UTF-16LE\"");
        assertThatThrownBy(() -> open("x.csv", "name,city\nAda,Leeds\nBo,\0\n"))
                .hasMessageNotContaining(folder.toString());
    }

    @Test
    void aWorkbookThatUnpacksToTheMemorysEndIsRefusedBeforeItIsParsed() throws IOException {
        Path oneText = new RawWorkbook()
                .sheet("List", "", "<row><c t=\"inlineStr\"><is><t>" + "A".repeat(1 << 26) + "AA</t></is></c></row>")
                .write(folder.resolve("text.xlsx"));
        assertThat(Files.size(oneText)).isLessThan(1 << 20);
        Path oneRow = new RawWorkbook()
                .sheet("List", "", "<row>" + "<x:c/>".repeat(ListLimits.MOST_COLUMNS + 1) + "</row>")
                .write(folder.resolve("row.xlsx"));
        Path hidden = new RawWorkbook()
                .sheet("List", "", "<row><c t=\"inlineStr\"><is><t><![CDATA[<a<a<a]]></t></is></c></row>")
                .write(folder.resolve("hidden.xlsx"));

        refused(() -> Table.open(oneText), Problem.Kind.INVALID, "file_too_large", "in one cell");
        refused(() -> Table.open(oneRow), Problem.Kind.INVALID, "file_xlsx", "4096 columns");
        refused(() -> Table.open(hidden), Problem.Kind.INVALID, "file_xlsx", "CDATA");
    }

    @Test
    void whatAPartSaysOfItsSizeIsNotBelieved() throws IOException {
        Path file = new RawWorkbook()
                .sheet("List", "", "<row><c t=\"inlineStr\"><is><t>a</t></is></c></row>".repeat(1_000))
                .shared("text".repeat(1_000))
                .write(folder.resolve("list.xlsx"));
        ListFile list = ListFile.of(file);

        ZipGuard.require(list, 1 << 20, 1 << 20);
        refused(() -> ZipGuard.require(list, 1_000, 1 << 20), Problem.Kind.INVALID, "file_too_large", "unpacks");
        refused(() -> ZipGuard.require(list, 1 << 20, 30_000), Problem.Kind.INVALID, "file_too_large", "unpacks");
    }
}
