package dev.weir.server.jobs;

/**
 * A row as it came in.
 *
 * @param input JSON, see {@link ValuesJson}
 * @param erased whether its subject was erased: it has no values any more, and gets none
 */
public record InputRow(int index, String input, boolean erased) {

    public InputRow(int index, String input) {
        this(index, input, false);
    }
}
