package dev.weir.peers;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.zaxxer.hikari.HikariDataSource;
import dev.dbos.transact.DBOS;
import dev.dbos.transact.DBOSClient;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.migrations.MigrationManager;
import dev.dbos.transact.workflow.Queue;
import dev.dbos.transact.workflow.Workflow;
import dev.weir.bench.Contender;
import dev.weir.bench.InstantVendor;
import dev.weir.bench.peer.Call;
import java.time.Duration;
import org.slf4j.LoggerFactory;

/**
 * DBOS Transact for Java: a workflow of one step for each row, as its programming guide (docs.dbos.dev/java/programming-guide)
 * has it. DBOS keeps the workflow with its input and result, and the step with its output.
 *
 * <p>One way, the workflows wait in a queue (docs.dbos.dev/java/tutorials/queue-tutorial) before the clock starts. A queue
 * without a limit is emptied by the first look at it, and workflows then wait longer for a connection than they may: it
 * has a limit of 200 at a time, and is looked at every 50 ms instead of every second, which would be the bound. The other
 * way they are called by 50 threads, and being taken in is part of the work.
 */
public abstract sealed class Dbos implements Contender {

    private static final Logger LOG = (Logger) LoggerFactory.getLogger("dev.dbos");

    private static final String VERSION = "1.1.0-m6";
    private static final String APP = "weir-bench";
    private static final String APP_VERSION = "1";
    private static final String QUEUE = "rows";
    private static final String WORKFLOW = "ask";
    /** The default of ten held workflows up. */
    private static final int CONNECTIONS = 20;

    private static final int AT_A_TIME = 200;
    private static final int CALLERS = 50;
    private static final Duration POLL = Duration.ofMillis(50);

    /** Workflows that have succeeded, and whose step's output is kept. */
    private static final String DONE = """
            SELECT count(*) FROM dbos.workflow_status w JOIN dbos.operation_outputs o USING (workflow_uuid)
            WHERE w.status = 'SUCCESS' AND o.output LIKE '%accept_all%'
            """;

    private static final String SUCCEEDED = "SELECT count(*) FROM dbos.workflow_status WHERE status = 'SUCCESS'";

    /** The workflow of a row. */
    public interface Asking {
        String ask(String firstName, String lastName, String domain);
    }

    /** Calls the vendor in a step. */
    public static final class AskingImpl implements Asking {
        private final DBOS dbos;
        private final InstantVendor vendor;

        AskingImpl(DBOS dbos, InstantVendor vendor) {
            this.dbos = dbos;
            this.vendor = vendor;
        }

        @Override
        @Workflow(name = WORKFLOW)
        public String ask(String firstName, String lastName, String domain) {
            return dbos.runStep(() -> vendor.ask(new Call(firstName, lastName, domain)), "call");
        }
    }

    /** From a queue. */
    public static final class Queued extends Dbos {
        @Override
        public String slug() {
            return "dbos";
        }

        @Override
        public String title() {
            return "DBOS " + VERSION + ", queue";
        }

        @Override
        public void load(Ground ground) throws Exception {
            super.load(ground);
            try (HikariDataSource source = Pools.of(ground, CONNECTIONS);
                    DBOSClient client = new DBOSClient(source)) {
                Threads.overRows(CONNECTIONS, ground.rows(), rows -> {
                    for (int row = rows.next(); row >= 0; row = rows.next()) {
                        Call call = Call.of(row);
                        DBOSClient.EnqueueOptions options = new DBOSClient.EnqueueOptions(
                                        WORKFLOW, AskingImpl.class.getName(), QUEUE)
                                .withAppVersion(APP_VERSION);
                        var _ = client.enqueueWorkflow(
                                options, new Object[] {call.firstName(), call.lastName(), call.domain()});
                    }
                });
            }
        }

        @Override
        void start(DBOS dbos, Asking asking, Ground ground) {
            dbos.launch();
        }

        @Override
        void ready(DBOS dbos) {
            dbos.registerQueue(new Queue(QUEUE).withWorkerConcurrency(AT_A_TIME).withPollingInterval(POLL));
        }
    }

    /** Called. */
    public static final class Called extends Dbos {
        @Override
        public String slug() {
            return "dbos-called";
        }

        @Override
        public String title() {
            return "DBOS " + VERSION + ", " + CALLERS + " callers";
        }

        @Override
        void start(DBOS dbos, Asking asking, Ground ground) throws InterruptedException {
            Threads.overRows(CALLERS, ground.rows(), rows -> {
                for (int row = rows.next(); row >= 0; row = rows.next()) {
                    Call call = Call.of(row);
                    var _ = asking.ask(call.firstName(), call.lastName(), call.domain());
                }
            });
        }

        @Override
        void ready(DBOS dbos) {
            dbos.launch();
        }
    }

    /** Before the clock starts. */
    abstract void ready(DBOS dbos);

    /** Has the rows begun. */
    abstract void start(DBOS dbos, Asking asking, Ground ground) throws InterruptedException;

    @Override
    public String keeps() {
        return "the workflow with input and result, and its step's output";
    }

    @Override
    public double goal() {
        return 20;
    }

    @Override
    public int rows(int ours) {
        return Shares.aTenth(ours);
    }

    @Override
    public void load(Ground ground) throws Exception {
        try (HikariDataSource source = Pools.of(ground, 2)) {
            MigrationManager.runMigrations(config(source));
        }
    }

    private static DBOSConfig config(HikariDataSource source) {
        return DBOSConfig.defaults(APP).withDataSource(source).withAppVersion(APP_VERSION);
    }

    @Override
    public Work open(Ground ground) {
        LOG.setLevel(null);
        InstantVendor vendor = new InstantVendor(ground.rows());
        HikariDataSource source = Pools.of(ground, CONNECTIONS);
        DBOS dbos = new DBOS(config(source));
        Asking asking = dbos.registerProxy(Asking.class, new AskingImpl(dbos, vendor));
        ready(dbos);
        return new Work() {
            @Override
            public void run() throws Exception {
                start(dbos, asking, ground);
                vendor.awaitAllAsked(Results.longest(ground));
                Results.await(ground, SUCCEEDED, ground.rows());
            }

            @Override
            public long done() throws Exception {
                return Results.count(ground, DONE);
            }

            @Override
            public void close() {
                if (!source.isClosed()) {
                    // Its look-outs fail with a stack trace each when it ends under them.
                    LOG.setLevel(Level.OFF);
                    dbos.close();
                    source.close();
                }
            }
        };
    }
}
