package dev.weir.server.enrolment;

import dev.weir.server.audience.AudienceSettings;
import dev.weir.server.audience.AudienceSettings.Refresh;
import dev.weir.server.audience.AudienceSettings.Settings;
import dev.weir.server.audience.Dutiful;
import dev.weir.server.audience.Duty;
import dev.weir.server.workspace.DatabaseTime;
import dev.weir.server.workspace.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Does the duty {@link Duty#REFRESH}: wants anew what was found too long ago, as much as a day has room for. What is pending
 * to refresh somebody whom nobody wants refreshed any more, or by another blueprint, is left for a person to run.
 */
public final class Refreshing implements Dutiful {

    private static final Duration LOOK = Duration.ofHours(1);
    private static final int PAGE = 1_000;

    private final GatherTable table;
    private final DatabaseTime time;
    private final Transactions transactions;
    private final AudienceSettings settings;
    private final EnrichmentRequests requests;

    public Refreshing(
            JdbcClient jdbc, Transactions transactions, AudienceSettings settings, EnrichmentRequests requests) {
        this.table = new GatherTable(jdbc);
        this.time = new DatabaseTime(jdbc);
        this.transactions = transactions;
        this.settings = settings;
        this.requests = requests;
    }

    @Override
    public @Nullable Instant work(long workspaceId) {
        return transactions.in(workspaceId, () -> {
            Settings standing = settings.get(workspaceId);
            Refresh refresh = standing.wish().refresh();
            if (giveUp(workspaceId, refresh)) {
                return AT_ONCE;
            }
            if (refresh == null || standing.paused()) {
                return null;
            }
            Instant now = time.now();
            DayCaps caps = DayCaps.now(table, workspaceId, standing, now);
            int pending = table.pending(workspaceId, refresh.blueprint(), DayCaps.REFRESHING);
            int room = Math.min(PAGE, caps.room(DayCaps.REFRESHING) - pending);
            if (room > 0) {
                List<GatherTable.Stale> stale =
                        table.stale(workspaceId, refresh.blueprint(), refresh.afterDays(), room);
                requests.want(
                        workspaceId,
                        stale.stream()
                                .map(one -> new EnrichmentRequests.Want(
                                        one.subscriberId(), refresh.blueprint(), one.sourceId(), null, true, true))
                                .toList(),
                        Cause.REFRESH);
                if (stale.size() == PAGE) {
                    return AT_ONCE;
                }
            }
            return now.plus(LOOK);
        });
    }

    /** @return whether there may be more of them */
    private boolean giveUp(long workspaceId, @Nullable Refresh refresh) {
        boolean more = false;
        for (GatherTable.Group group : table.groups(workspaceId, null)) {
            boolean wanted = refresh != null && refresh.blueprint().equals(group.blueprint());
            if (group.counted() == DayCaps.REFRESHING && group.automatic() && !wanted) {
                more |= table.notToRefresh(workspaceId, group.blueprint(), PAGE) == PAGE;
            }
        }
        return more;
    }
}
