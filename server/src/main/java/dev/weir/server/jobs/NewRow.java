package dev.weir.server.jobs;

import org.jspecify.annotations.Nullable;

/**
 * A row that is to be taken in.
 *
 * @param input JSON object of canonical fields, see {@link ValuesJson}
 * @param listIndex its number in its list, from 0, where that is not its number among the job's rows: a job may leave out
 *     rows of its list; else null
 * @param original JSON array of its cells as they stand in its list, one for each of {@link ListShape#columns}; null for
 *     a row that comes from no list
 * @param origin in a rerun, the row it does again, of the job that is rerun; else -1
 * @param companyId the company of the workspace that it is about; null where it belongs to its job alone
 */
public record NewRow(
        String input,
        @Nullable String original,
        @Nullable Integer listIndex,
        int origin,
        @Nullable Long companyId) {

    /** A row of a job that has all rows of its list. */
    public NewRow(String input, @Nullable String original) {
        this(input, original, null);
    }

    /** One that does no other row again. */
    public NewRow(String input, @Nullable String original, @Nullable Integer listIndex) {
        this(input, original, listIndex, -1, null);
    }

    /** One of a rerun. */
    static NewRow again(String input, int origin, @Nullable Long companyId) {
        return new NewRow(input, null, null, origin, companyId);
    }

    /** The same, about that company. */
    public NewRow of(@Nullable Long company) {
        return new NewRow(input, original, listIndex, origin, company);
    }

    /** In characters, roughly what it takes in memory. */
    int size() {
        return input.length() + (original == null ? 0 : original.length());
    }
}
