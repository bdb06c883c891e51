package dev.weir.lists.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EncodingTest {

    private static final String LIST = "Name,City\nZoë Müller,Köln\n€ & “quotes” – Ltd,Łódź\n";

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "UTF-16LE, '\uFEFF', little-endian",
        "UTF-16BE, '\uFEFF', big-endian",
        "UTF-16LE, '', without a mark",
        "UTF-16BE, '', without a mark",
    })
    void utf16IsFoundWithAndWithoutItsMark(String charset, String mark, String said) {
        Table table = Table.open(file((mark + LIST).getBytes(Charset.forName(charset))));

        assertThat(table.header().names()).containsExactly("Name", "City");
        assertThat(TableTest.cells(table)).contains(List.of("€ & “quotes” – Ltd", "Łódź"));
        assertThat(table.warnings()).singleElement().asString().contains("UTF-16", said);
    }

    @Test
    void whatSpreadsheetsCallAnsiIsReadAsWindows1252AndSaid() {
        Table table = Table.open(file("Name\nAda\nMüller – “Söhne” €\n".getBytes(Charset.forName("windows-1252"))));

        assertThat(TableTest.cells(table)).contains(List.of("Müller – “Söhne” €"));
        assertThat(table.warnings())
                .singleElement()
                .asString()
                .contains("Windows-1252", "line 3", "0xFC", "--encoding");
    }

    @Test
    void latin1IsReadAndSaid() {
        Table table = Table.open(file("Name\nMüller\n".getBytes(StandardCharsets.ISO_8859_1)));

        assertThat(TableTest.cells(table)).contains(List.of("Müller"));
        assertThat(table.warnings()).singleElement().asString().contains("Latin-1", "--encoding");
    }

    @ParameterizedTest
    @ValueSource(strings = {"windows-1250", "Shift_JIS", "MacRoman", "UTF-16", "UTF-8"})
    void whatTheUserSaysIsTakenWithoutAWord(String charset) {
        String city = charset.equals("Shift_JIS") ? "東京" : charset.equals("MacRoman") ? "Köln" : "Łódź";
        Table table = Table.open(
                file(("City\n" + city + "\n").getBytes(Charset.forName(charset))), Reading.of(charset, null));

        assertThat(TableTest.cells(table)).containsExactly(List.of(city));
        assertThat(table.warnings()).isEmpty();
    }

    @Test
    void aUtf8FileWithADamagedByteIsNoLatin1() {
        byte[] text = ("Name\n" + "Zoë\n".repeat(50)).getBytes(StandardCharsets.UTF_8);
        text[text.length - 2] = (byte) 0xFF;

        assertRefused(text, Reading.USUAL, "line 51", "0xFF", "--encoding");
    }

    @Test
    void theByteThatIsNamedBeginsWhatIsNoCharacter() {
        byte[] text = ("Name\n" + "Zoë\n".repeat(50) + "Jxrg\n").getBytes(StandardCharsets.UTF_8);
        text[text.length - 4] = (byte) 0xF6;

        assertRefused(text, Reading.USUAL, "line 52", "0xF6", "--encoding");
    }

    @Test
    void whatIsNeitherIsRefusedWithItsLine() {
        assertRefused(new byte[] {'a', '\n', 'b', '\n', (byte) 0xFC, (byte) 0x81}, Reading.USUAL, "line 3", "0x81");
    }

    @Test
    void whatIsNotWhatTheUserSaysIsRefusedWithItsLine() {
        assertRefused("a\nZürich\n".getBytes(StandardCharsets.ISO_8859_1), Reading.of("UTF-8", null), "line 2", "0xFC");
    }

    @Test
    void anEncodingNobodyKnowsIsRefused() {
        assertThatThrownBy(() -> Reading.of("UTF-9", null)).hasMessageContaining("windows-1252");
        assertThatThrownBy(() -> Reading.of("no such", null)).isInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @CsvSource({
        "C080, false",
        "EDA080, false",
        "F4908080, false",
        "C3, false",
        "E282, false",
        "80, false",
        "C3BC, true",
        "E282AC, true",
        "F09F9880, true",
        "EFBFBD, true",
        "41, true",
    })
    void theScanKnowsUtf8AsRfc3629HasIt(String hex, boolean good) {
        Utf8Scan scan = new Utf8Scan();
        byte[] bytes = java.util.HexFormat.of().parseHex(hex);
        scan.take(bytes, bytes.length);

        assertThat(scan.isUtf8()).isEqualTo(good);
    }

    private Path file(byte[] content) {
        try {
            return Files.write(folder.resolve("list.csv"), content);
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }

    private void assertRefused(byte[] content, Reading reading, String... words) {
        Path file = file(content);
        assertThatThrownBy(() -> Table.open(file, reading))
                .hasMessageContainingAll(words)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("file_encoding"));
    }
}
