package dev.weir.server.workspace;

import dev.weir.server.problem.Problem;
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

    /** The workspace that this program knows by that handle, whatever it and others are called. */
    public Optional<Workspace> known(String handle) {
        return jdbc.sql(BY_HANDLE)
                .param(handle)
                .query(DataClassRowMapper.newInstance(Workspace.class))
                .optional();
    }

    private static final String CREATE = """
            INSERT INTO weir.workspace (name, sandbox, auto_grant) VALUES (?, ?, false)
            RETURNING id, name, sandbox, auto_grant
            """;

    /**
     * Makes a workspace; joins the caller's transaction, which has yet to name it ({@link Transactions#also}).
     *
     * @throws Problem when the name is none
     */
    public Workspace create(String name, boolean sandbox) {
        Names.require("name", name);
        return jdbc.sql(CREATE)
                .param(name)
                .param(sandbox)
                .query(Workspace.class)
                .single();
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

    /**
     * The workspace of that number.
     *
     * @throws Problem when there is none
     */
    public Workspace require(long id) {
        return find(id).orElseThrow(() -> Problem.notFound("unknown_workspace", "There is no workspace " + id + "."));
    }

    private static final String RENAME = "UPDATE weir.workspace SET name = ? WHERE id = ?";

    /**
     * Calls it something else; joins the caller's transaction.
     *
     * @throws Problem when there is no such workspace, or the name is none
     */
    public Workspace rename(long id, String name) {
        Names.require("name", name);
        jdbc.sql(RENAME).param(name).param(id).update();
        return require(id);
    }

    private static final String PAGE =
            "SELECT id, name, sandbox, auto_grant FROM weir.workspace WHERE id > ? ORDER BY id OFFSET ? LIMIT ?";
    private static final String COUNT = "SELECT count(*) FROM weir.workspace";

    /** In the order in which they were made, those after number {@code after}. */
    public List<Workspace> page(long after, long offset, int most) {
        return jdbc.sql(PAGE)
                .param(after)
                .param(offset)
                .param(most)
                .query(DataClassRowMapper.newInstance(Workspace.class))
                .list();
    }

    public long count() {
        return jdbc.sql(COUNT).query(Long.class).single();
    }

    public List<Workspace> all() {
        return jdbc.sql(ALL)
                .query(DataClassRowMapper.newInstance(Workspace.class))
                .list();
    }

    private static final String IDS = "SELECT id FROM weir.workspace ORDER BY id";

    public List<Long> ids() {
        return jdbc.sql(IDS).query((row, _) -> row.getLong(1)).list();
    }
}
