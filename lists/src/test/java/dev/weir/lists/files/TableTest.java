package dev.weir.lists.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TableTest {

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void quotedCellsKeepDelimitersQuotesAndNewlines(String end) {
        Table table =
                table("Name,Note" + end + "\"Doe, Jane\",\"said \"\"hi\"\"" + end + "twice\"" + end + "X,Y" + end);

        assertThat(cells(table))
                .containsExactly(List.of("Doe, Jane", "said \"hi\"" + end + "twice"), List.of("X", "Y"));
    }

    @Test
    void rowsTellTheirIndexAndTheLineTheyBeginOn() {
        Table table = table("a,b\n\n\"1\n1\",2\n\n3,4");

        List<Row> rows = rows(table);
        assertThat(rows).extracting(Row::index).containsExactly(0L, 1L);
        assertThat(rows).extracting(Row::line).containsExactly(3L, 6L);
        assertThat(table.rows()).isEqualTo(2);
        assertThat(table.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t", "|"})
    void theDelimiterIsFoundInTheHeader(String delimiter) {
        Table table = table("First,Last".replace(",", delimiter) + delimiter + "\"a,b;c\td,,,;;;\"\nA" + delimiter + "B"
                + delimiter + "C\n");

        assertThat(table.header().names()).containsExactly("First", "Last", "a,b;c\td,,,;;;");
        assertThat(cells(table)).containsExactly(List.of("A", "B", "C"));
    }

    @Test
    void oneColumnNeedsNoDelimiter() {
        assertThat(cells(table("domain\nacme.com\n\"a,b\"\n"))).containsExactly(List.of("acme.com"), List.of("a,b"));
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstName() {
        assertThat(table("\uFEFF\"Name\",City\nA,Köln\n").header().names()).containsExactly("Name", "City");
    }

    @Test
    void shortRowsAreFilledUpAndReportedByLine() {
        Table table = table("a,b,c\n1,2,3\n4\n5,6\n");

        assertThat(cells(table)).containsExactly(List.of("1", "2", "3"), List.of("4", "", ""), List.of("5", "6", ""));
        assertThat(table.warnings()).singleElement().asString().contains("line 3 has 1", "line 4 has 2", "header's 3");
    }

    @Test
    void longRowsKeepTheirSurplusInFurtherColumns() {
        Table table = table("a,b\n1,2\n3,4,5\n6,7,,8\n");

        assertThat(table.header().names()).containsExactly("a", "b", "column 3", "column 4");
        assertThat(cells(table))
                .containsExactly(List.of("1", "2", "", ""), List.of("3", "4", "5", ""), List.of("6", "7", "", "8"));
        assertThat(table.warnings())
                .singleElement()
                .asString()
                .contains("line 3 has 3", "line 4 has 4", "\"column 3\", \"column 4\"");
    }

    @Test
    void surplusThatIsEmptyEverywhereMakesNoColumn() {
        Table table = table("a,b\n1,2,\n3,4,,\n");

        assertThat(table.header().names()).containsExactly("a", "b");
        assertThat(cells(table)).containsExactly(List.of("1", "2"), List.of("3", "4"));
    }

    @Test
    void aMillionRaggedRowsMakeOneShortWarning() {
        Table table = table("a,b\n" + "1\n".repeat(5_000));

        assertThat(table.warnings())
                .singleElement()
                .asString()
                .contains("and 4990 more lines")
                .hasSizeLessThan(400);
    }

    @Test
    void repeatedAndMissingNamesAreMadeUniqueAndReported() {
        Table table = table("Email,,Email,Email (2),column 2\n1,2,3,4,5\n");

        assertThat(table.header().names())
                .containsExactly("Email", "column 2 (2)", "Email (3)", "Email (2)", "column 2");
        assertThat(table.warnings()).hasSize(2);
    }

    @Test
    void aNulIsRefusedWithItsLine() {
        assertRefused("a,b\n1,2\n3,\0\n", "file_nul", "line 3");
    }

    @Test
    void utf8CutInTheMiddleOfACharacterIsRefused() {
        byte[] whole = "a\nä".getBytes(StandardCharsets.UTF_8);

        assertRefused(file("cut.csv", java.util.Arrays.copyOf(whole, whole.length - 1)), "file_encoding", "line 2");
    }

    @Test
    void aBrokenByteFarIntoALargeFileIsFoundAtItsLine() {
        byte[] text = ("a,ü\n" + "some text,more text\r\n".repeat(20_000)).getBytes(StandardCharsets.UTF_8);
        text[text.length - 5] = (byte) 0xFF;

        assertRefused(file("late.csv", text), "file_encoding", "line 20001");
    }

    @Test
    void aQuoteThatIsNeverClosedIsRefusedWhereItsRowBegins() {
        assertRefused("a,b\n1,2\n3,\"four\n5,6\n7,8\n", "file_csv", "line 3", "Unclosed quote");
    }

    @Test
    void aClosedQuoteAtTheEndOfTheFileIsFine() {
        assertThat(cells(table("a,b\n1,\"2\""))).containsExactly(List.of("1", "2"));
    }

    @Test
    void textAfterAClosingQuoteIsRefusedWithItsLine() {
        assertRefused("a,b\n1,2\n\"Jane \"Joe\" Doe\",2\n", "file_csv", "line 3", "quote");
    }

    @Test
    void aCellWithoutEndIsRefused() {
        assertRefused("a,b\n1," + "x".repeat(CsvRows.MAX_CELL + 1) + "\n", "file_csv", "line 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "\uFEFF", "\uFEFF\r\n"})
    void anEmptyFileIsRefused(String content) {
        assertRefused(content, "file_empty", "empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b", "a,b\n", "a,b\r\n\r\n"})
    void aFileWithNothingButAHeaderIsRefused(String content) {
        assertRefused(content, "file_no_rows", "no rows");
    }

    @Test
    void whatCannotBeOpenedIsRefusedWithWhatToDo() throws IOException {
        Path plain = file("plain.csv", "a\n1\n".getBytes(StandardCharsets.UTF_8));

        assertRefused(folder.resolve("none.csv"), "file_missing", "none.csv");
        assertRefused(plain.resolve("below.csv"), "file_missing", "below.csv");
        assertRefused(folder, "file_unreadable", "folder");
        Path device = Path.of("/dev/null");
        if (Files.exists(device)) {
            assertRefused(device, "file_not_regular", "device");
        }
    }

    @Test
    void whatIsNoTextIsRefusedByName() {
        assertRefused(file("book.csv", new byte[] {'P', 'K', 3, 4, 0}), "file_not_text", "Excel");
        assertRefused(file("list.csv", new byte[] {0x1F, (byte) 0x8B, 8}), "file_not_text", "gunzip -k");
        assertRefused(
                file("old.xls", new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0}), "file_not_text", ".xlsx");
        assertRefused("<html><table><tr><td>a</td></tr></table>", "file_not_text", "web page");
        assertRefused("%PDF-1.7\n", "file_not_text", "PDF");
    }

    @Test
    void aZipArchiveIsRefusedWithWhatIsInIt() throws IOException {
        Path file = folder.resolve("leads.zip");
        try (var zip = new java.util.zip.ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new java.util.zip.ZipEntry("export/leads.csv"));
            zip.closeEntry();
        }

        assertRefused(file, "file_not_text", "export/leads.csv", "unzip");
    }

    @Test
    void twoHundredColumnsAndATenMegabyteCellAreKept() {
        String header = String.join(
                ",",
                java.util.stream.IntStream.range(0, 200).mapToObj(i -> "c" + i).toList());
        String large = "x\"\"y\n".repeat(2 << 20);
        Table table = table(header + "\n\"" + large + "\"" + ",z".repeat(199) + "\n");

        assertThat(table.header().size()).isEqualTo(200);
        assertThat(table.longestCell()).isEqualTo(4 * (2 << 20));
        assertThat(rows(table).getFirst().cells().getFirst())
                .hasSize(4 * (2 << 20))
                .startsWith("x\"y\nx");
        assertThat(table.samples().getFirst().getFirst()).hasSizeLessThan(200);
    }

    @Test
    void theDigestIsOfTheBytes() {
        // printf 'a\n1\n' | sha256sum
        assertThat(table("a\n1\n").sha256())
                .isEqualTo("309b0e45a73d3fc5325e2b6ed0a01ef8b9cde6b05a5633c1f893f970d52bfddc");
        assertThat(table("a\n1\n").sha256()).isEqualTo(table("a\n1\n").sha256());
        assertThat(table("a\n1").sha256()).isNotEqualTo(table("a\n1\n").sha256());
    }

    @Test
    void aFileThatChangesBetweenTwoReadingsIsNoticed() throws IOException {
        Path file = file("moving.csv", "a\n1\n2\n".getBytes(StandardCharsets.UTF_8));
        Table table = Table.open(file);
        Files.writeString(file, "a\n1\n3\n");

        assertThatThrownBy(() -> rows(table))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("file_changed"));
    }

    @Test
    void anUnknownEndingIsJudgedByItsContent() {
        assertThat(Table.open(file("list", "{\"a\":1}\n".getBytes(StandardCharsets.UTF_8)))
                        .format())
                .isEqualTo(FileFormat.JSONL);
        assertThat(Table.open(file("list.txt", "a\n1\n".getBytes(StandardCharsets.UTF_8)))
                        .format())
                .isEqualTo(FileFormat.CSV);
    }

    private Table table(String csv) {
        return Table.open(file("list.csv", csv.getBytes(StandardCharsets.UTF_8)));
    }

    private Path file(String name, byte[] content) {
        try {
            return Files.write(folder.resolve(name), content);
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }

    private void assertRefused(String csv, String code, String... words) {
        assertRefused(file("refused.csv", csv.getBytes(StandardCharsets.UTF_8)), code, words);
    }

    private static void assertRefused(Path file, String code, String... words) {
        assertThatThrownBy(() -> Table.open(file))
                .hasMessageContainingAll(words)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }

    static List<Row> rows(Table table) {
        List<Row> rows = new ArrayList<>();
        table.forEach(rows::add);
        return rows;
    }

    static List<List<String>> cells(Table table) {
        return rows(table).stream().map(Row::cells).toList();
    }
}
