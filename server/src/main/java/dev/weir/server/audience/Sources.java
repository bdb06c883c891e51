package dev.weir.server.audience;

import dev.weir.server.vault.Vault;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Where a workspace's subscribers come from. Verbs join the caller's transaction. */
public final class Sources {

    private final SourceTable table;
    private final Turns turns;
    private final Vault vault;

    public Sources(JdbcClient jdbc, Turns turns, Vault vault) {
        this.table = new SourceTable(jdbc);
        this.turns = turns;
        this.vault = vault;
    }

    /** The source of that name. */
    public Optional<Source> find(long workspaceId, String slug) {
        return table.find(workspaceId, slug);
    }

    /** The source of that number. */
    public Optional<Source> find(long workspaceId, long id) {
        return table.find(workspaceId, id);
    }

    /** What the sources are called, by number: those that have been deleted are not there, and their subscribers still are. */
    public Map<Long, String> slugs(long workspaceId) {
        return table.slugs(workspaceId);
    }

    /** A source that is there without anybody having made it: {@link Source#API} or {@link Source#UPLOAD}. */
    public Source ensure(long workspaceId, String slug) {
        if (!Source.isBuiltIn(slug)) {
            throw new IllegalArgumentException("'" + slug + "' is made by somebody");
        }
        return find(workspaceId, slug).orElseGet(() -> {
            table.ensure(workspaceId, slug);
            return find(workspaceId, slug).orElseThrow();
        });
    }
}
