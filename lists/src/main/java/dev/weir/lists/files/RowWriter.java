package dev.weir.lists.files;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import tools.jackson.core.exc.JacksonIOException;

/**
 * Writes a list, all of it or nothing.
 *
 * <p>Rows go into a file of another name beside the target; {@link #commit} brings it safely to disk and puts it in the
 * target's place in one step. Closing without a commit leaves the target as it was. Only {@code -} (standard output) and
 * devices are written to directly.
 *
 * <p>Every failure is a {@link Problem} with what to do: {@code output_unwritable} (folder missing, no permission),
 * {@code output_disk_full}, {@code output_closed} (the reader of a pipe went away), {@code output_failed}.
 */
public final class RowWriter implements AutoCloseable {

    private final OutputTarget target;
    private final RowEncoder encoder;
    private final int width;

    private RowWriter(OutputTarget target, RowEncoder encoder, int width) {
        this.target = target;
        this.encoder = encoder;
        this.width = width;
    }

    /**
     * Begins a list.
     *
     * @param out a file, or {@code -} for standard output
     * @param columns at least one, none blank, none twice
     */
    public static RowWriter to(Path out, FileFormat format, List<String> columns, CellStyle style) {
        return to(OutputTarget.of(out), format, columns, style);
    }

    /**
     * Begins a list that goes to whoever reads the stream, as it is written; the stream stays open. Cells that a spreadsheet
     * would run are made safe.
     */
    public static RowWriter to(OutputStream out, FileFormat format, List<String> columns) {
        return to(new StreamTarget(out), format, columns, CellStyle.FORMULA_SAFE);
    }

    private static RowWriter to(OutputTarget target, FileFormat format, List<String> columns, CellStyle style) {
        List<String> names = new Header(columns).names();
        try {
            RowEncoder encoder = switch (format) {
                case CSV -> new CsvEncoder(target.stream(), names, style);
                case JSONL -> new JsonlEncoder(target.stream(), names);
                case XLSX -> new XlsxEncoder(target.stream(), names);
            };
            return new RowWriter(target, encoder, names.size());
        } catch (Problem refused) {
            target.close();
            throw refused;
        } catch (UncheckedIOException broken) {
            target.close();
            throw target.failed(broken);
        }
    }

    public static RowWriter to(Path out, FileFormat format, List<String> columns) {
        return to(out, format, columns, CellStyle.FORMULA_SAFE);
    }

    /** Fails now as {@link #to} would later: for asking before work begins whose result goes there. */
    public static void requireWritable(Path out) {
        OutputTarget.of(out).close();
    }

    /** Fails now as {@link #write} would later for so many rows with such cells. */
    public static void requireRoom(FileFormat format, long rows, int columns, int longestCell) {
        if (format == FileFormat.XLSX) {
            XlsxEncoder.requireRoom(rows, columns, longestCell);
        }
    }

    public void write(List<String> cells) {
        write(cells, Set.of());
    }

    public void write(Row row) {
        write(row.cells(), row.json());
    }

    /** @param json the columns whose text is a JSON value; JSONL has it as such, CSV as text */
    public void write(List<String> cells, Set<Integer> json) {
        if (cells.size() != width) {
            throw new IllegalArgumentException(cells.size() + " cells for " + width + " columns");
        }
        try {
            encoder.row(cells, json);
        } catch (IOException | UncheckedIOException | JacksonIOException broken) {
            throw target.failed(broken);
        }
    }

    /** Cells that got an apostrophe so far, lest a spreadsheet run them; column names are not counted. */
    public long guarded() {
        return encoder.guarded();
    }

    /** Makes the list the target's content; afterwards there is nothing left to do but close. */
    public void commit() {
        try {
            encoder.flush();
            target.commit();
        } catch (IOException | UncheckedIOException | JacksonIOException broken) {
            throw target.failed(broken);
        }
    }

    @Override
    public void close() {
        target.close();
    }
}
