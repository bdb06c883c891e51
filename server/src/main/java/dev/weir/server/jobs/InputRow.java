package dev.weir.server.jobs;

import org.jspecify.annotations.Nullable;

/**
 * A row as it came in.
 *
 * @param input JSON, see {@link ValuesJson}
 * @param companyId the company of the workspace that it is about; null where it belongs to its job alone
 * @param erased whether its subject was erased: it has no values any more, and gets none
 */
public record InputRow(int index, String input, @Nullable Long companyId, boolean erased) {

    /** One that belongs to its job alone. */
    public InputRow(int index, String input) {
        this(index, input, null, false);
    }
}
