package dev.weir.server.storage;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Every result, as its way was over, and where companies' steps are complete. Every verb joins the caller's transaction,
 * which has to see the workspace.
 */
public final class ResultsLog {

    private final LogPagesTable table;

    public ResultsLog(JdbcClient jdbc) {
        this.table = new LogPagesTable(jdbc);
    }

    /** Which lines; what is null does not matter. @param table as a line has it */
    public record Filter(
            @Nullable UUID workflowId,
            @Nullable Long companyId,
            LoggedResult.@Nullable Status status,
            @Nullable Long batchId,
            @Nullable String table) {}

    /** Which completions; what is null does not matter. */
    public record CompletionFilter(
            @Nullable Long companyId,
            @Nullable UUID workflowId,
            @Nullable String playName) {}

    /**
     * Lines of a workspace's log, the newest first.
     *
     * @param before only those of smaller numbers than this
     * @param skip so many of them are passed over
     */
    public List<LoggedResult> page(long workspaceId, Filter filter, long before, long skip, int most) {
        return table.page(workspaceId, filter, before, skip, most);
    }

    /** How many lines there are. */
    public long count(long workspaceId, Filter filter) {
        return table.count(workspaceId, filter);
    }

    /**
     * Completions of a workspace, by company, and of a company those whose result is the oldest first.
     *
     * @param company those of this one, and of companies of larger numbers, are shown,
     * @param result as far as their result's number is larger than this one where the company is the same
     * @param skip so many of them are passed over
     */
    public List<Completion> completions(
            long workspaceId, CompletionFilter which, long company, long result, long skip, int most) {
        return table.completions(workspaceId, which, company, result, skip, most);
    }

    /** How many completions there are. */
    public long countCompletions(long workspaceId, CompletionFilter which) {
        return table.countCompletions(workspaceId, which);
    }
}
