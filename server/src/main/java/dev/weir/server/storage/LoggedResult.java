package dev.weir.server.storage;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A result whose way was over, as the log has it.
 *
 * @param playName the blueprint's slug; {@code manual} for what was run or reported by hand
 * @param stepNumber where people place the step, else its position in the blueprint, from 1
 * @param resultTable {@code hq.<table>} or {@code workspace.<table>}; null when it went into none
 * @param batchId the job's number
 * @param rowIndex of the row in its job, from 0
 */
public record LoggedResult(
        long id,
        UUID workflowId,
        String workflowSlug,
        @Nullable Long companyId,
        @Nullable String companyDomain,
        String playName,
        int stepNumber,
        Status status,
        @Nullable String resultTable,
        @Nullable Long batchId,
        @Nullable Integer rowIndex,
        @Nullable String error,
        Instant at) {

    /** How it ended. */
    public enum Status {
        /** It is in its table, or in Weir alone where its step has none. */
        STORED("stored"),
        /** Nothing was found. */
        FAILED_TO_ENRICH("failed_to_enrich"),
        /** Found, and given up at its table. */
        FAILED_TO_DELIVER("failed_to_deliver"),
        /** Nobody was asked. */
        SKIPPED("skipped");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        /** As the log and the API write it. */
        public String text() {
            return text;
        }

        static Optional<Status> of(String text) {
            return Arrays.stream(values())
                    .filter(status -> status.text.equals(text))
                    .findFirst();
        }
    }
}
