package dev.weir.lists.files;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A list on disk that has been read through once and found good, and can be read again row by row.
 *
 * <p>Opening reads the whole file in a few hundred kilobytes of memory, so that whatever is wrong with it is said before
 * anything is asked or paid: a missing, unreadable or empty file, one without rows, an encoding that cannot be told, a NUL, a
 * quote that never closes, a line of JSONL that is no object. Each is a {@link Problem} whose code starts with
 * {@code file_} and whose sentence names the line.
 *
 * <p>What can be lived with is a warning instead. A row with too few cells is filled up with empty ones. A row with too
 * many keeps them: the table gets further columns ({@code column 9}), for a shifted row is the user's to mend, not ours
 * to cut. Surplus cells that are empty in every row are left out. Names that are missing or repeated are made up.
 *
 * <p>In CSV, an apostrophe before a character that starts a formula is taken off: {@link RowWriter} put it there.
 */
public final class Table {

    private final ListFile file;
    private final Survey survey;

    private Table(ListFile file, Survey survey) {
        this.file = file;
        this.survey = survey;
    }

    public static Table open(Path file) {
        return open(file, Reading.USUAL);
    }

    public static Table open(Path file, Reading reading) {
        return open(ListFile.of(file), reading, ListLimits.NONE);
    }

    /** @param limits what is larger is a {@link Problem} of kind TOO_LARGE */
    public static Table open(ListFile file, Reading reading, ListLimits limits) {
        return new Table(file, Survey.of(file, reading, limits));
    }

    /** What it was opened from. */
    public ListFile file() {
        return file;
    }

    public FileFormat format() {
        return survey.opening().format();
    }

    public Header header() {
        return survey.header();
    }

    /** How many there are; at least one. */
    public long rows() {
        return survey.rows();
    }

    /** Of the file's bytes, in lower-case hexadecimal: the same for the same bytes, whatever the file is called. */
    public String sha256() {
        return survey.sha256();
    }

    /** What a user should know about the file, a sentence each; their number is bounded. */
    public List<String> warnings() {
        return survey.warnings();
    }

    /** Of each column the first few different texts that are not blank, cut where they are long. */
    public List<List<String>> samples() {
        return survey.samples();
    }

    /** Of each column the first texts that are not blank, as often as they stand there, cut where they are long. */
    public List<List<String>> texts() {
        return survey.texts();
    }

    /** In characters. */
    public int longestCell() {
        return survey.longestCell();
    }

    /**
     * The rows, from the first, each as wide as the header.
     *
     * <p>At the last row the bytes read are compared with those surveyed; a {@link Problem} {@code file_changed} says that
     * somebody wrote to the file in between.
     */
    public Rows read() {
        return new Rows(file, survey);
    }

    /** {@link #read}, for those who take every row. */
    public void forEach(Consumer<Row> taker) {
        try (Rows rows = read()) {
            rows.forEachRemaining(taker);
        } catch (IOException broken) {
            throw InputFile.brokeOff(file, broken);
        }
    }
}
