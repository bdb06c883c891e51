package dev.weir.server.verify;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Recomputes what must be true from raw rows and says what is not.
 *
 * <p>Everything is read in one read-only snapshot, so that a running system can be verified; what can only be told of a
 * quiet one is then left out. It knows the schema and nobody's code, and connects as the program does: what the program
 * could hide from itself it would hide from this too, which is why roles and policies are looked at first.
 */
public final class Verification {

    /** How much of one check is reported; {@link Report#counts} has the whole number. */
    public static final int MOST_FINDINGS = 20;

    private static final List<Check> CHECKS = Stream.of(
                    CatalogChecks.all(),
                    AccessChecks.all(),
                    RightsChecks.all(),
                    JobChecks.all(),
                    ChargeChecks.all(),
                    LedgerChecks.all(),
                    CapChecks.all(),
                    DayCapChecks.all(),
                    IntentChecks.all(),
                    LateChecks.all(),
                    CellChecks.all(),
                    RecordChecks.all(),
                    EventChecks.all(),
                    VerifiedChecks.all(),
                    ResultChecks.all(),
                    PrunedChecks.all(),
                    AudienceChecks.all())
            .flatMap(List::stream)
            .toList();

    // Tables that have just been filled have no statistics, and a nested loop planned for ten rows runs for a million;
    // so
    // does a merge join that is planned over a part of the keys, because that part is sorted already. A hash join takes
    // all keys. The program's own connections are set up for the opposite: few rows by key.
    static final String SETTINGS = """
            SELECT set_config('work_mem', '64MB', true), set_config('enable_nestloop', 'off', true),
                   set_config('enable_seqscan', 'on', true), set_config('enable_hashjoin', 'on', true),
                   set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true)
            """;

    // The lists of tenants that no policy binds; a row of a tenant that none of them has is seen by nobody.
    private static final String NAME_ALL_TENANTS = """
            SELECT set_config('app.workspaces', coalesce(array_agg(id)::text, '{}'), true)
            FROM (SELECT id FROM weir.workspace UNION SELECT workspace_id FROM weir.job_state
                  UNION SELECT workspace_id FROM weir.batch) AS tenant
            """;

    private static final String QUIET =
            "SELECT NOT EXISTS (SELECT FROM weir.batch WHERE state = 1 AND lease_until > weir.now())";

    private static final String ROWS = """
            SELECT (SELECT count(*) FROM weir.job) + (SELECT count(*) FROM weir.job_state)
                   + (SELECT count(*) FROM weir.job_row) + (SELECT count(*) FROM weir.batch)
                   + (SELECT count(*) FROM weir.cell) + (SELECT count(*) FROM weir.account)
                   + (SELECT count(*) FROM weir.transfer) + (SELECT count(*) FROM weir.intent)
                   + (SELECT count(*) FROM weir.enrichment_record) + (SELECT count(*) FROM weir.answer)
                   + (SELECT count(*) FROM weir.evidence) + (SELECT count(*) FROM weir.ticket)
                   + (SELECT count(*) FROM weir.submission) + (SELECT count(*) FROM weir.inbox)
                   + (SELECT count(*) FROM weir.stray_cost) + (SELECT count(*) FROM weir.cost_adjustment)
                   + (SELECT count(*) FROM weir.day_cap) + (SELECT count(*) FROM weir.refund)
                   + (SELECT count(*) FROM weir.rerun_row) + (SELECT count(*) FROM weir.event)
                   + (SELECT count(*) FROM weir.webhook_delivery) + (SELECT count(*) FROM weir.webhook_attempt)
                   + (SELECT count(*) FROM weir.result) + (SELECT count(*) FROM weir.enrichment_results_log)
                   + (SELECT count(*) FROM weir.company_play_step_completions)
                   + (SELECT count(*) FROM weir.subscriber) + (SELECT count(*) FROM weir.subscriber_event)
                   + (SELECT count(*) FROM weir.enrichment_request) + (SELECT count(*) FROM weir.audience_job)
                   + (SELECT count(*) FROM weir.audience_day)
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate snapshot;

    /** @param database connections as the program makes them, that is as {@code weir_app} */
    public Verification(DataSource database) {
        this.jdbc = JdbcClient.create(database);
        this.snapshot = new TransactionTemplate(new DataSourceTransactionManager(database));
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.snapshot.setReadOnly(true);
    }

    static List<Check> checks() {
        return CHECKS;
    }

    /**
     * Runs every check that can be told of this moment. Writes nothing.
     *
     * <p>A check that cannot be run, because what it reads is beyond reading, is a finding itself.
     *
     * @throws DataAccessException when there is no database, or not one of ours
     */
    public Report run() {
        Report report = snapshot.execute(status -> {
            jdbc.sql(SETTINGS).query().singleRow();
            jdbc.sql(NAME_ALL_TENANTS).query(String.class).single();
            boolean quiet = jdbc.sql(QUIET).query(Boolean.class).single();
            Run run = new Run();
            for (Check check : CHECKS) {
                if (quiet || check.when() == Check.When.ALWAYS) {
                    Object before = status.createSavepoint();
                    try {
                        run.look(check);
                    } catch (DataAccessException e) {
                        status.rollbackToSavepoint(before);
                        run.couldNot(check, e);
                    }
                    status.releaseSavepoint(before);
                }
            }
            return run.report(jdbc.sql(ROWS).query(Long.class).single());
        });
        if (report == null) {
            throw new IllegalStateException("a transaction returns what its work returned");
        }
        return report;
    }

    /** What has been found so far. */
    private final class Run {
        private final List<Finding> findings = new ArrayList<>();
        private final List<Finding> warnings = new ArrayList<>();
        private final Map<String, Long> counts = new LinkedHashMap<>();
        private final List<String> checksRun = new ArrayList<>();

        void look(Check check) {
            List<Finding> of = findingsOf(check);
            jdbc.sql("SELECT subject, detail, count(*) OVER () AS total FROM (" + check.sql()
                            + ") AS breach (subject, detail) ORDER BY subject, detail LIMIT " + MOST_FINDINGS)
                    .query((row, _) -> {
                        counts.put(check.id(), row.getLong("total"));
                        return of.add(new Finding(
                                check.id(), check.invariant(), row.getString("subject"), row.getString("detail")));
                    })
                    .list();
            checksRun.add(check.id());
        }

        void couldNot(Check check, DataAccessException why) {
            Throwable cause = why.getMostSpecificCause();
            String state = cause instanceof SQLException sql ? " (SQLSTATE " + sql.getSQLState() + ")" : "";
            counts.put(check.id(), 1L);
            findingsOf(check)
                    .add(new Finding(
                            check.id(),
                            check.invariant(),
                            "this check",
                            "it could not be run" + state + ": " + cause.getMessage()));
        }

        private List<Finding> findingsOf(Check check) {
            return check.weight() == Check.Weight.DAMAGE ? findings : warnings;
        }

        Report report(long rows) {
            return new Report(findings, warnings, counts, checksRun, rows);
        }
    }
}
