package dev.weir.server.storage;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How far plays are, by the steps of them that are complete for companies. Every verb joins the caller's transaction. */
public final class PlayProgress {

    private final PlayProgressTable table;

    public PlayProgress(JdbcClient jdbc) {
        this.table = new PlayProgressTable(jdbc);
    }

    /** A company for which something of a play is complete. @param steps how many of those asked for */
    public record Standing(long companyId, int steps, Instant newest) {}

    /** What is complete for a company, by play; within one by the step's number then. */
    public Map<String, List<Completion>> of(long workspaceId, long companyId) {
        return table.of(workspaceId, companyId).stream().collect(Collectors.groupingBy(Completion::playName));
    }

    /**
     * Companies for which any step of a play is complete, by number.
     *
     * @param steps those that are counted
     * @param after only companies of larger numbers than this
     * @param skip so many of them are passed over
     */
    public List<Standing> companies(
            long workspaceId, String play, Collection<UUID> steps, long after, long skip, int most) {
        return table.companies(workspaceId, play, steps, after, skip, most);
    }

    /** How many such companies there are. */
    public long count(long workspaceId, String play) {
        return table.count(workspaceId, play);
    }

    /** The steps of a play that are complete for any company. */
    public List<UUID> steps(long workspaceId, String play) {
        return table.steps(workspaceId, play);
    }
}
