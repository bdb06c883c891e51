package dev.weir.server.jobs;

import org.jspecify.annotations.Nullable;

/**
 * A row as it came in.
 *
 * @param input JSON, see {@link ValuesJson}
 * @param companyId the company of the workspace that it is about; null where it belongs to its job alone
 */
public record InputRow(int index, String input, @Nullable Long companyId) {

    /** One that belongs to its job alone. */
    public InputRow(int index, String input) {
        this(index, input, null);
    }
}
