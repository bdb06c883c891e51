package dev.weir.app.enrich;

import dev.weir.server.enrichment.Doubt;
import dev.weir.server.enrichment.Statistics.ProviderPart;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.waterfall.CellReason;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run.
 *
 * @param out where the result was written; null when the job has not ended yet
 * @param fields what came of each requested field; none when nothing was written yet
 * @param rowsLeftOut rows of the list that are none of the job's
 * @param guarded cells of the result that got an apostrophe, lest a spreadsheet run them
 * @param beside values in added columns, since their rows' own cells hold something else
 */
public record Report(
        Job job,
        boolean sandbox,
        JobProgress progress,
        @Nullable Path out,
        Map<String, FieldCount> fields,
        LeftOut rowsLeftOut,
        long guarded,
        List<Beside> beside,
        List<ProviderPart> providers,
        Map<String, String> units,
        List<Doubt> doubts) {

    /**
     * Rows of the list that are not the job's.
     *
     * @param complete those that lacked nothing
     * @param repeated those that repeat an earlier one
     */
    public record LeftOut(int complete, int repeated) {

        static final LeftOut NONE = new LeftOut(0, 0);
    }

    /**
     * Values that were found for cells which hold something that counts as unknown.
     *
     * @param column where they are
     * @param rows how many
     * @param first the first such row and what its own cell holds
     */
    public record Beside(String field, String column, long rows, String first) {

        String sentence() {
            return "\"" + column + "\" has what was found for " + Amounts.count(rows) + (rows == 1 ? " row" : " rows")
                    + " whose own cell holds something that counts as unknown (" + first + ").";
        }
    }

    public boolean ended() {
        return progress.closed();
    }

    /** Values that are missing because a cap kept somebody from being asked. */
    public long capped() {
        return fields.values().stream()
                .mapToLong(count -> capped(count.missed()))
                .sum();
    }

    static long capped(Map<String, Long> reasons) {
        return reasons.getOrDefault(CellReason.CAP_REACHED.text(), 0L);
    }
}
