package dev.weir.server.jobs;

import org.jspecify.annotations.Nullable;

/**
 * A row that is to be taken in.
 *
 * @param input JSON object of canonical fields, see {@link ValuesJson}
 * @param original JSON array of its cells as they stand in its list, one for each of {@link ListShape#columns}; null for
 *     a row that comes from no list
 */
public record NewRow(String input, @Nullable String original) {

    /** In characters, roughly what it takes in memory. */
    int size() {
        return input.length() + (original == null ? 0 : original.length());
    }
}
