package dev.weir.server.testing;

import com.zaxxer.hikari.HikariDataSource;
import dev.weir.postgres.testing.TestDatabase;
import dev.weir.postgres.testing.TestPostgres;
import dev.weir.server.workspace.Transactions;
import java.time.Duration;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * A database of one test's own, migrated as the product migrates, with two doors: the program's, which connects as
 * {@code weir_app} and is bound by row-level security, and the owner's, which is not.
 *
 * <p>Migrated once in a JVM and cloned from then on. Fails with {@link IllegalStateException} when the test PostgreSQL
 * does not start, and as Flyway does when a migration is wrong.
 */
public final class WeirDatabase implements AutoCloseable {

    private static final String APP = "weir_app";
    private static final String APP_PASSWORD = "test-only";
    private static final int APP_CONNECTIONS = 16;
    private static final int OWNER_CONNECTIONS = 4;

    // Roles belong to the whole cluster, and another template may have made this one already.
    private static final String ROLE = """
            DO $$
            BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'weir_app') THEN
                    CREATE ROLE weir_app LOGIN PASSWORD 'test-only';
                END IF;
            END $$
            """;

    private final TestDatabase database;
    private final DataSource owner;
    private final HikariDataSource app;
    private final HikariDataSource ownerPool;
    private final PlatformTransactionManager manager;
    private final JdbcClient jdbc;
    private final JdbcClient ownerJdbc;

    private WeirDatabase(TestDatabase database) {
        this.database = database;
        this.owner = ownerOf(database);
        this.app = pool(database.jdbcUrl(), APP, APP_PASSWORD, APP_CONNECTIONS);
        this.ownerPool = pool(database.jdbcUrl(), database.user(), database.password(), OWNER_CONNECTIONS);
        this.manager = new DataSourceTransactionManager(app);
        this.jdbc = JdbcClient.create(app);
        this.ownerJdbc = JdbcClient.create(ownerPool);
    }

    /** A new, empty one; the caller closes it. */
    public static WeirDatabase fresh() {
        return freshIn(TestPostgres.shared());
    }

    /** A new, empty one in a PostgreSQL that the test may kill; the caller closes it. */
    public static WeirDatabase freshIn(TestPostgres postgres) {
        return new WeirDatabase(postgres.freshDatabase(postgres.template("weir", WeirDatabase::migrate)));
    }

    /**
     * A new one with what {@code fill} puts into it, through the owner's door, once in a JVM for each {@code name}; the
     * caller closes it.
     *
     * @param fill must close every connection it opened
     */
    public static WeirDatabase filled(String name, Consumer<DataSource> fill) {
        TestPostgres postgres = TestPostgres.shared();
        return new WeirDatabase(postgres.freshDatabase(postgres.template("weir, " + name, template -> {
            migrate(template);
            fill.accept(ownerOf(template));
        })));
    }

    private static DataSource ownerOf(TestDatabase database) {
        return new DriverManagerDataSource(database.jdbcUrl(), database.user(), database.password());
    }

    private static void migrate(TestDatabase template) {
        DataSource owner = ownerOf(template);
        JdbcClient.create(owner).sql(ROLE).update();
        Flyway.configure()
                .dataSource(owner)
                .schemas("weir")
                .defaultSchema("weir")
                .load()
                .migrate();
    }

    /** Without configuration at construction it connects when first used, and not before. */
    private static HikariDataSource pool(String url, String user, String password, int connections) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setUsername(user);
        pool.setPassword(password);
        pool.setMaximumPoolSize(connections);
        pool.setMinimumIdle(0);
        return pool;
    }

    /** Connections as {@code weir_app}, pooled. */
    public DataSource app() {
        return app;
    }

    /** Statements as {@code weir_app}; inside {@link #transactions()} they join the transaction. */
    public JdbcClient jdbc() {
        return jdbc;
    }

    /** The transactions of {@link #jdbc()}. */
    public PlatformTransactionManager manager() {
        return manager;
    }

    /** The transactions of {@link #jdbc()}, each naming its tenants. */
    public Transactions transactions() {
        return new Transactions(jdbc, manager);
    }

    /** Connections as the cluster's superuser, whom no policy binds; each one new. */
    public DataSource owner() {
        return owner;
    }

    /** Statements as the cluster's superuser, each committed at once, over connections that are kept: tests ask by the thousand. */
    public JdbcClient ownerJdbc() {
        return ownerJdbc;
    }

    public String jdbcUrl() {
        return database.jdbcUrl();
    }

    public String appUser() {
        return APP;
    }

    public String appPassword() {
        return APP_PASSWORD;
    }

    /** Whether a session of this database stands still in a statement that begins so, since another one is in its way. */
    public boolean isKeptWaiting(String statement) {
        return ownerJdbc.sql("""
                        SELECT EXISTS (SELECT FROM pg_stat_activity
                                       WHERE datname = current_database() AND wait_event_type = 'Lock'
                                         AND starts_with(query, ?))
                        """).param(statement).query(Boolean.class).single();
    }

    /** Moves {@code weir.now()} of this database forward, or back by a negative step. */
    public void crank(Duration step) {
        ownerJdbc
                .sql("UPDATE weir.clock SET ahead = ahead + ? * interval '1 microsecond'")
                .param(step.toNanos() / 1_000)
                .update();
    }

    @Override
    public void close() {
        app.close();
        ownerPool.close();
        database.close();
    }
}
