package dev.weir.server.jobs;

import dev.weir.provider.Values;
import dev.weir.server.waterfall.Step;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row with all that is stored of it.
 *
 * @param index from 0, among the job's rows
 * @param listIndex from 0, among the rows of the list, of which the job may have left some out
 * @param companyId the company of the workspace that it is about; null where it belongs to its job alone
 * @param input what it knew from the start
 * @param cells those that are not merely pending, by step
 * @param kept what cells have found and accepted, by step
 * @param end what the row has come to
 */
public record StoredRow(
        int index,
        int listIndex,
        @Nullable Long companyId,
        Values input,
        List<StoredCell> cells,
        List<Kept> kept,
        RowEnd end) {

    /**
     * A value that a cell keeps.
     *
     * @param step of the cell, its index in the job's plan
     * @param place that gave it, its index in the step's waterfall; -1 where that is not known
     * @param jobId the job that found it: this one, or a rerun of it
     * @param at when
     * @param reused where it is from, when it is an earlier result's; null for any other
     */
    public record Kept(
            int step,
            String field,
            Object value,
            int place,
            long jobId,
            Instant at,
            @Nullable Reuse reused) {

        /** Who gave it: of the step's places the key; {@code reused} for an earlier result's; else empty. */
        public String provider(Step of) {
            return place >= 0 ? of.place(place).key() : reused == null ? "" : Reuse.REASON;
        }
    }

    public StoredRow {
        cells = List.copyOf(cells);
        kept = List.copyOf(kept);
    }
}
