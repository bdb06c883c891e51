package dev.weir.server.workspace;

import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tenants. */
public final class Workspaces {

    private static final String INSERT = """
            INSERT INTO weir.workspace (name, handle, sandbox, auto_grant) VALUES (?, ?, ?, ?)
            ON CONFLICT (handle) DO NOTHING
            """;
    private static final String BY_HANDLE = "SELECT id, name, sandbox, auto_grant FROM weir.workspace WHERE handle = ?";
    private static final String ALL = "SELECT id, name, sandbox, auto_grant FROM weir.workspace ORDER BY id";

    private final JdbcClient jdbc;

    public Workspaces(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The workspace that this program knows by that handle, made when there is none yet. What an existing one is set to
     * stays. Those that are made over the API have none.
     */
    public Workspace ensure(String handle, boolean sandbox, boolean autoGrant) {
        jdbc.sql(INSERT)
                .param(handle)
                .param(handle)
                .param(sandbox)
                .param(autoGrant)
                .update();
        return jdbc.sql(BY_HANDLE).param(handle).query(Workspace.class).single();
    }

    private static final String CREATE = """
            INSERT INTO weir.workspace (name, sandbox, auto_grant) VALUES (?, ?, false)
            RETURNING id, name, sandbox, auto_grant
            """;

    /**
     * Makes a workspace; joins the caller's transaction, which has yet to name it ({@link Transactions#also}).
     *
     * @throws dev.weir.server.problem.Problem when the name is none
     */
    public Workspace create(String name, boolean sandbox) {
        Names.require("name", name);
        return jdbc.sql(CREATE).param(name).param(sandbox).query(Workspace.class).single();
    }

    private static final String BY_ID = "SELECT id, name, sandbox, auto_grant FROM weir.workspace WHERE id = ?";

    public Optional<Workspace> find(long id) {
        return jdbc.sql(BY_ID)
                .param(id)
                .query(DataClassRowMapper.newInstance(Workspace.class))
                .optional();
    }

    private static final String HANDLE = "SELECT handle FROM weir.workspace WHERE id = ? AND handle IS NOT NULL";

    /** By which handle this program knows a workspace; empty for those that were made over the API. */
    public Optional<String> handle(long id) {
        return jdbc.sql(HANDLE).param(id).query((row, n) -> row.getString(1)).optional();
    }

    public List<Workspace> all() {
        return jdbc.sql(ALL)
                .query(DataClassRowMapper.newInstance(Workspace.class))
                .list();
    }
}
