package dev.weir.app.enrich;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Which rows of a list become rows of its job: all but those that repeat an earlier one's key and those that lack nothing.
 * Both count from 0, and both are in the list's order.
 */
final class AskedRows {

    private final BitSet unasked = new BitSet();

    /** The rows that repeat, ascending, and beside each the job's row that answers for it. */
    private int[] repeating = new int[16];

    private int[] answering = new int[16];
    private int repeats;
    private int rows;
    private int asked;

    /** The next row becomes the job's next; returns its number there. */
    int ask() {
        rows++;
        return asked++;
    }

    /** The next row lacks nothing. */
    void skip() {
        unasked.set(rows++);
    }

    /** The next row says the same as one that is asked. */
    void repeat(int jobRow) {
        if (repeats == repeating.length) {
            repeating = Arrays.copyOf(repeating, repeats * 2);
            answering = Arrays.copyOf(answering, repeats * 2);
        }
        repeating[repeats] = rows;
        answering[repeats++] = jobRow;
        unasked.set(rows++);
    }

    boolean isAsked(long row) {
        return !unasked.get(Math.toIntExact(row));
    }

    /** The job's row that answers for a row that repeats; -1 for any other. */
    int answering(long row) {
        int found = Arrays.binarySearch(repeating, 0, repeats, Math.toIntExact(row));
        return found < 0 ? -1 : answering[found];
    }

    /** The rows of the job. */
    int asked() {
        return asked;
    }

    int repeated() {
        return repeats;
    }

    /** Rows that lack nothing. */
    int complete() {
        return rows - asked - repeats;
    }
}
