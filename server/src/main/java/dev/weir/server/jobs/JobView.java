package dev.weir.server.jobs;

import dev.weir.server.catalog.Pinned;
import dev.weir.server.catalog.Wanted;
import dev.weir.server.credits.JobBalance;
import dev.weir.server.waterfall.JobStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as people and programs see it, whatever has become of the providers it asks. Amounts in 1/1000 credit.
 *
 * @param about its fields are never empty
 * @param wanted what it asks: its waterfalls are those that were chosen, with providers' slugs
 * @param pinned what it was made of
 * @param updatedAt when its state last changed; rows that end do not count
 * @param rowsPrunedAt when its rows were let go of; null while they are there
 */
public record JobView(
        long id,
        long workspaceId,
        String name,
        About about,
        Wanted wanted,
        Pinned pinned,
        @Nullable Long maxCreditsMilli,
        @Nullable Long maxRowCreditsMilli,
        boolean fresh,
        JobStatus status,
        boolean paused,
        String phase,
        int totalRows,
        RowCounts rows,
        JobBalance credits,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        @Nullable Instant rowsPrunedAt) {}
