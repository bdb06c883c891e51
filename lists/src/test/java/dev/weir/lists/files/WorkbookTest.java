package dev.weir.lists.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkbookTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void cellsAreReadAsASpreadsheetShowsThem() throws IOException {
        Table table = Table.open(new RawWorkbook()
                .shared("Name", "Zip", "Müller &amp; Söhne", "00123", "_x000D_CR _x005F_x0041_")
                .sheet("List", "", """
                        <row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c>
                          <c r="C2" t="inlineStr"><is><t>When</t></is></c><c r="D2" t="str"><v>Sum</v></c></row>
                        <row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3" t="s"><v>3</v></c>
                          <c r="C3" s="1"><v>46231</v></c><c r="D3"><f>1+1</f><v>2</v></c></row>
                        <row r="4"><c r="A4" t="s"><v>4</v></c><c r="B4" s="3"><v>501</v></c>
                          <c r="C4" s="2"><v>46231.395833333336</v></c><c r="D4"><v>0.30000000000000004</v></c></row>
                        <row r="5"><c r="A5" s="1"/><c r="B5"/></row>
                        <row r="6"><c r="A6" t="b"><v>1</v></c><c r="B6"><v>4.2E+11</v></c>
                          <c r="C6" s="4"><v>46231</v></c><c r="D6" t="str"><f>A1&amp;"x"</f><v>=joined</v></c></row>
                        <row r="7"><c r="A7" t="e"><v>#N/A</v></c><c r="C7" s="5"><v>1.5</v></c>
                          <c r="D7"><f>SUM(A1)</f></c><c r="E7"><v>-7.50</v></c></row>""")
                .write(folder.resolve("book.xlsx")));

        assertThat(table.format()).isEqualTo(FileFormat.XLSX);
        assertThat(table.header().names()).containsExactly("Name", "Zip", "When", "Sum", "column 5");
        assertThat(TableTest.cells(table))
                .containsExactly(
                        List.of("Müller & Söhne", "00123", "2026-07-28", "2", ""),
                        List.of("\rCR _x0041_", "00501", "2026-07-28 09:30:00", "0.3", ""),
                        List.of("true", "420000000000", "2026-07-28", "=joined", ""),
                        List.of("#N/A", "", "1.5", "", "-7.5"));
        assertThat(TableTest.rows(table)).extracting(Row::line).containsExactly(3L, 4L, 6L, 7L);
        assertThat(TableTest.rows(table)).extracting(Row::json).contains(Set.of(3), Set.of(0, 1));
        assertThat(table.warnings())
                .hasSize(3)
                .anySatisfy(warning -> assertThat(warning).contains("1 cell holds an error"))
                .anySatisfy(warning -> assertThat(warning).contains("1 formula has no stored result"));
    }

    @Test
    void aSheetIsChosenByNameOrNumberAndTheOthersAreNamed() throws IOException {
        Path file = new RawWorkbook()
                .sheet("Hidden", "state=\"hidden\"", row("secret", "1"))
                .sheet("Leads", "", row("lead", "2"))
                .sheet("Deals 2026", "", row("deal", "3"))
                .sheet("Empty", "", "")
                .write(folder.resolve("book.xlsx"));

        assertThat(Table.open(file).header().names()).containsExactly("lead");
        assertThat(Table.open(file).warnings())
                .singleElement()
                .asString()
                .contains("\"Leads\" is read", "\"Deals 2026\"", "--sheet")
                .doesNotContain("Hidden");
        assertThat(sheet(file, "deals 2026").header().names()).containsExactly("deal");
        assertThat(sheet(file, "1").header().names()).containsExactly("secret");
        assertThat(sheet(file, "3").warnings()).isEmpty();
        assertRefused(() -> sheet(file, "Leds"), "unknown_sheet", "Did you mean \"Leads\"");
        assertRefused(() -> sheet(file, "Empty"), "file_empty", "Empty");
        assertRefused(() -> sheet(file, "9"), "unknown_sheet", "9");
    }

    @Test
    void aSheetOfWhatIsNoWorkbookIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("list.csv"), "a\n1\n");

        assertRefused(() -> sheet(file, "1"), "no_sheets", "--sheet");
    }

    @Test
    void aDamagedWorkbookIsRefusedWithWhatToDo() throws IOException {
        Path broken = new RawWorkbook()
                .sheet("List", "", "<row><c t=\"s\"><v>7</v></c>")
                .write(folder.resolve("broken.xlsx"));
        Path odd = new RawWorkbook()
                .sheet("List", "", row("a", "1") + "<row r=\"9\"><c r=\"A9\" t=\"zz\"><v>1</v></c></row>")
                .write(folder.resolve("odd.xlsx"));

        assertRefused(() -> Table.open(broken), "file_xlsx", "save it again");
        assertRefused(() -> Table.open(odd), "file_xlsx", "save it again");
    }

    @Test
    void aWorkbookThatIsWrittenWhileItIsReadIsNoticed() throws IOException {
        Path file = new RawWorkbook().sheet("List", "", row("a", "1")).write(folder.resolve("moving.xlsx"));
        Table table = Table.open(file);
        new RawWorkbook().sheet("List", "", row("a", "2")).write(file);

        assertRefused(() -> TableTest.rows(table), "file_changed", "changed");
    }

    @Test
    void typesGoFromWorkbookToWorkbook() {
        Path file = folder.resolve("typed.xlsx");
        List<Row> rows = List.of(
                new Row(0, 2, List.of("00123", "123", "true", "[1]", "=1+1"), Set.of(1, 2, 3)),
                new Row(1, 3, List.of("", "", "", "", ""), Set.of()),
                new Row(
                        2,
                        4,
                        List.of(" lead\ning ", "12345678901234567890", "x", "\u0001\uFFFE", "a\r\nb"),
                        Set.of(1)));
        write(file, FileFormat.XLSX, List.of("a", "b", "c", "d", "e"), rows);
        List<Row> read = TableTest.rows(Table.open(file));

        assertThat(read)
                .extracting(Row::cells)
                .isEqualTo(rows.stream().map(Row::cells).toList());
        assertThat(read).extracting(Row::json).containsExactly(Set.of(1, 2), Set.of(), Set.of());
    }

    @Test
    void whatNoWorkbookHoldsIsRefusedBeforeAnythingIsAsked() {
        assertRefused(
                () -> RowWriter.requireRoom(FileFormat.XLSX, 1_048_576, 3, 10), "output_xlsx_limit", "Write it as CSV");
        assertRefused(() -> RowWriter.requireRoom(FileFormat.XLSX, 5, 16_385, 10), "output_xlsx_limit", "16385");
        assertRefused(() -> RowWriter.requireRoom(FileFormat.XLSX, 5, 3, 32_768), "output_xlsx_limit", "32768");
        RowWriter.requireRoom(FileFormat.XLSX, 1_048_575, 16_384, 32_767);
        RowWriter.requireRoom(FileFormat.CSV, 5_000_000, 3, 10_000_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 199, 200, 201, 1_000})
    void everyRowArrivesHoweverManyThereAre(int count) {
        Path file = folder.resolve("many.xlsx");
        List<Row> rows = IntStream.range(0, count)
                .mapToObj(i -> new Row(i, i, List.of("row " + i, "x".repeat(i % 50)), Set.of()))
                .toList();
        write(file, FileFormat.XLSX, List.of("a", "b"), rows);

        assertThat(TableTest.cells(Table.open(file)))
                .isEqualTo(rows.stream().map(Row::cells).toList());
    }

    private static String row(String header, String cell) {
        return "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>" + header + "</v></c></row><row r=\"2\"><c r=\"A2\"><v>" + cell
                + "</v></c></row>";
    }

    private static Table sheet(Path file, String sheet) {
        return Table.open(file, Reading.of(null, sheet));
    }

    static void write(Path file, FileFormat format, List<String> header, List<Row> rows) {
        try (RowWriter writer = RowWriter.to(file, format, header)) {
            rows.forEach(writer::write);
            writer.commit();
        }
    }

    private static void assertRefused(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable act, String code, String word) {
        assertThatThrownBy(act)
                .hasMessageContaining(word)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }
}
