package dev.weir.lists.files;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * CSV after RFC 4180: UTF-8 without a byte order mark, commas, and lines that end in LF, which every reader takes and the
 * tools of Unix expect.
 */
final class CsvEncoder implements RowEncoder {

    /** For what no CSV reader, ours included, would take back: a NUL, half a surrogate pair. */
    private static final char REPLACEMENT = '\uFFFD';

    private final CsvWriter csv;
    private final CellStyle style;
    private long guarded;

    CsvEncoder(OutputStream out, List<String> columns, CellStyle style) {
        this.style = style;
        var utf8 = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .replaceWith(String.valueOf(REPLACEMENT).getBytes(StandardCharsets.UTF_8));
        this.csv = CsvWriter.builder()
                .lineDelimiter(LineDelimiter.LF)
                .quoteStrategy(new Quotes(columns.size()))
                .build(new BufferedWriter(new OutputStreamWriter(out, utf8), 1 << 16));
        row(columns, Set.of());
        guarded = 0;
    }

    @Override
    public long guarded() {
        return guarded;
    }

    @Override
    public void row(List<String> cells, Set<Integer> json) {
        csv.writeRecord(cells.stream().map(this::written).toList());
    }

    @Override
    public void flush() throws IOException {
        csv.flush();
    }

    private String written(String cell) {
        String storable = cell.replace('\0', REPLACEMENT);
        if (style != CellStyle.FORMULA_SAFE) {
            return storable;
        }
        String safe = FormulaGuard.guarded(storable);
        guarded += safe.length() > storable.length() ? 1 : 0;
        return safe;
    }

    /** Quotes beside those that RFC 4180 asks for, each so that a reader cannot mistake the text. */
    private record Quotes(int columns) implements QuoteStrategy {

        /** A line with nothing on it would be taken for no row. */
        @Override
        public boolean quoteEmpty(int line, int column) {
            return columns == 1;
        }

        /** A mark at the very start would be taken off; a header's semicolon or tab be taken for the delimiter. */
        @Override
        public boolean quoteValue(int line, int column, String value) {
            return value.charAt(0) == '\uFEFF' || value.indexOf(';') >= 0 || value.indexOf('\t') >= 0;
        }
    }
}
