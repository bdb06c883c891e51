package dev.weir.server.enrolment;

import dev.weir.server.audience.AudienceSettings;
import dev.weir.server.audience.AudienceSettings.Settings;
import dev.weir.server.audience.Duty;
import dev.weir.server.audience.Turns;
import dev.weir.server.credits.Ledger;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.workspace.DatabaseTime;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is done in the transaction that makes a job visible, and holds its credits: with the workspace's audience locked, all
 * of it is looked at again, and the requests become the job's.
 */
final class Alongside {

    /** Reached when the requests and their job are one transaction that is not committed. */
    static final String SUBMITTING = "audience.submitting";

    private final GatherTable table;
    private final AudienceJobTable audienceJobs;
    private final AudienceSettings settings;
    private final Turns turns;
    private final Ledger ledger;
    private final DayCredits credits;
    private final DatabaseTime time;
    private final Failpoint failpoint;

    Alongside(
            GatherTable table,
            AudienceJobTable audienceJobs,
            AudienceSettings settings,
            Turns turns,
            Ledger ledger,
            DayCredits credits,
            DatabaseTime time,
            Failpoint failpoint) {
        this.table = table;
        this.audienceJobs = audienceJobs;
        this.settings = settings;
        this.turns = turns;
        this.ledger = ledger;
        this.credits = credits;
        this.time = time;
        this.failpoint = failpoint;
    }

    /** @throws Moved where it is not as it was chosen; the job is not to be */
    void submit(Gathering gathering, Chosen.Choice choice, long jobId) {
        long workspaceId = gathering.workspaceId();
        Settings standing = settings.lock(workspaceId);
        DayCaps caps = DayCaps.now(table, workspaceId, standing, time.now());
        Map<Long, Integer> counted = counted(choice);
        Long left = credits.left(workspaceId, standing, caps, choice.costs(), jobId);
        if (standing.paused()
                || counted.entrySet().stream().anyMatch(each -> each.getValue() > caps.room(each.getKey()))
                || (left != null && ledger.job(workspaceId, jobId).held() > left)
                || !table.lock(workspaceId, choice.requests(), !gathering.byItself())
                || table.submit(workspaceId, jobId, choice.ids())
                        < choice.requests().size()) {
            throw new Moved();
        }
        counted.forEach((trigger, submitted) -> table.count(workspaceId, caps.day(), trigger, submitted));
        audienceJobs.insert(
                workspaceId,
                jobId,
                gathering.blueprint(),
                gathering.byItself() ? choice.requests().getFirst().cause() : Cause.HAND,
                caps.day(),
                choice.requests().stream()
                        .map(GatherTable.Candidate::subscriberId)
                        .toList());
        settings.waitsNoMore(workspaceId, gathering.what());
        settings.waitsNoMore(workspaceId, DayCredits.WHAT);
        for (long trigger : counted.keySet()) {
            DayCaps.Cap cap = caps.cap(trigger);
            if (cap != null) {
                settings.waitsNoMore(workspaceId, cap.what());
            }
        }
        turns.wake(workspaceId, Duty.OUTCOMES);
        if (gathering.somebody() != null) {
            gathering.somebody().also().accept(jobId);
        }
        failpoint.reached(SUBMITTING);
    }

    /** How many of them count for what. */
    private static Map<Long, Integer> counted(Chosen.Choice choice) {
        Map<Long, Integer> counted = new TreeMap<>();
        for (GatherTable.Candidate request : choice.requests()) {
            if (request.counted() != DayCaps.ALL) {
                counted.merge(request.counted(), 1, Integer::sum);
            }
        }
        counted.put(DayCaps.ALL, choice.requests().size());
        return counted;
    }
}
