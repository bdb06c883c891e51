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
 * @param found rows that have a field by this job, by field
 * @param unfound why rows do not have it, by field and reason
 */
public record Report(
        Job job,
        boolean sandbox,
        JobProgress progress,
        @Nullable Path out,
        Map<String, Long> found,
        Map<String, Map<String, Long>> unfound,
        List<ProviderPart> providers,
        Map<String, String> units,
        List<Doubt> doubts) {

    public boolean ended() {
        return progress.closed();
    }

    /** Values that are missing because a cap kept somebody from being asked. */
    public long capped() {
        return unfound.values().stream().mapToLong(Report::capped).sum();
    }

    static long capped(Map<String, Long> reasons) {
        return reasons.getOrDefault(CellReason.CAP_REACHED.text(), 0L);
    }
}
