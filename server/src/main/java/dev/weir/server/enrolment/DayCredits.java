package dev.weir.server.enrolment;

import dev.weir.server.audience.AudienceSettings.Settings;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** What a workspace lets the jobs of a day cost, and what they have. It joins the caller's transaction. */
final class DayCredits {

    /** What {@link dev.weir.server.audience.AudienceSettings.Waiting} calls it. */
    static final String WHAT = "credits";

    /**
     * What the jobs of a day may cost, gone through all of them.
     *
     * @param submitted so many subscribers were then submitted; while it is so many, no job has been added
     */
    record Costs(LocalDate day, int submitted, long milli) {}

    private final GatherTable table;
    private final AudienceJobTable audienceJobs;

    DayCredits(GatherTable table, AudienceJobTable audienceJobs) {
        this.table = table;
        this.audienceJobs = audienceJobs;
    }

    /** Those of all. */
    Costs costs(long workspaceId, DayCaps caps) {
        return costs(workspaceId, caps, 0);
    }

    /** @param but this job is not counted */
    private Costs costs(long workspaceId, DayCaps caps, long but) {
        // In this order: a job that is made in between is counted as one made since.
        int submitted = table.submitted(workspaceId, caps.day(), DayCaps.ALL);
        return new Costs(caps.day(), submitted, audienceJobs.costs(workspaceId, caps.day(), but));
    }

    /**
     * What the day's jobs may cost yet; null for any amount. The audience is locked.
     *
     * @param before what they came to when that job was chosen
     */
    @Nullable
    Long left(long workspaceId, Settings standing, DayCaps caps, @Nullable Costs before, long jobId) {
        Long cap = standing.wish().maxCreditsPerDayMilli();
        if (cap == null) {
            return null;
        }
        if (before != null
                && before.day().equals(caps.day())
                && before.submitted() == table.submitted(workspaceId, caps.day(), DayCaps.ALL)) {
            return cap - before.milli();
        }
        return cap - costs(workspaceId, caps, jobId).milli();
    }
}
