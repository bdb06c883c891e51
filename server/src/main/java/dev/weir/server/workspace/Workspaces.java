package dev.weir.server.workspace;

import java.util.List;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tenants. */
public final class Workspaces {

    private static final String INSERT = """
            INSERT INTO weir.workspace (name, sandbox, auto_grant) VALUES (?, ?, ?)
            ON CONFLICT (name) DO NOTHING
            """;
    private static final String BY_NAME = "SELECT id, name, sandbox, auto_grant FROM weir.workspace WHERE name = ?";
    private static final String ALL = "SELECT id, name, sandbox, auto_grant FROM weir.workspace ORDER BY id";

    private final JdbcClient jdbc;

    public Workspaces(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The workspace of that name, made when there is none yet. What an existing one is set to stays. */
    public Workspace ensure(String name, boolean sandbox, boolean autoGrant) {
        jdbc.sql(INSERT).param(name).param(sandbox).param(autoGrant).update();
        return jdbc.sql(BY_NAME).param(name).query(Workspace.class).single();
    }

    public List<Workspace> all() {
        return jdbc.sql(ALL)
                .query(DataClassRowMapper.newInstance(Workspace.class))
                .list();
    }
}
