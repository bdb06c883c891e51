package dev.weir.server.enrolment;

import dev.weir.server.audience.AudienceSettings;
import dev.weir.server.audience.Dutiful;
import dev.weir.server.audience.Duty;
import dev.weir.server.audience.Source;
import dev.weir.server.audience.Sources;
import dev.weir.server.audience.Turns;
import dev.weir.server.workspace.Transactions;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Does the duty {@link Duty#SCHEDULE}: when a source's time comes, what is pending from there is submitted by itself. What
 * comes due while the audience is paused is done once when it goes on.
 */
public final class Scheduling implements Dutiful {

    private static final int SOURCES = 20;
    private static final int PAGE = 5_000;

    private final GatherTable table;
    private final Transactions transactions;
    private final AudienceSettings settings;
    private final Sources sources;
    private final Turns turns;

    public Scheduling(
            JdbcClient jdbc, Transactions transactions, AudienceSettings settings, Sources sources, Turns turns) {
        this.table = new GatherTable(jdbc);
        this.transactions = transactions;
        this.settings = settings;
        this.sources = sources;
        this.turns = turns;
    }

    @Override
    public @Nullable Instant work(long workspaceId) {
        return transactions.in(workspaceId, () -> {
            if (settings.get(workspaceId).paused()) {
                return null;
            }
            List<Source> due = sources.dueSchedules(workspaceId, SOURCES);
            boolean more = due.size() == SOURCES;
            int moved = 0;
            for (Source source : due) {
                int here = table.byThemselves(workspaceId, source.id(), PAGE);
                moved += here;
                if (here == PAGE) {
                    more = true;
                } else {
                    sources.advance(workspaceId, source);
                }
            }
            if (moved > 0) {
                turns.wake(workspaceId, Duty.SUBMIT);
            }
            return more ? AT_ONCE : sources.nextSchedule(workspaceId).orElse(null);
        });
    }
}
