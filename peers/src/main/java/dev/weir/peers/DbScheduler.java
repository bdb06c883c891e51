package dev.weir.peers;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.bench.Contender;
import dev.weir.bench.InstantVendor;
import dev.weir.bench.peer.Call;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * db-scheduler: a one-time task for each row, as "Getting started" of its README has it, scheduled by
 * {@code scheduleBatch}; the polling strategy lock-and-fetch with 20 threads and the limits 4.0 and 20.0, with which its
 * page on performance (docs/performance.md) has its best figures on four cores.
 *
 * <p>It deletes an execution that is done, and keeps no result: the task writes it into a table of its own, in a
 * transaction before that. The second one of its kind does not even do that.
 */
public abstract sealed class DbScheduler implements Contender {

    private static final String VERSION = "16.7.1";
    private static final int THREADS = 20;
    /** One for each thread, and some for the scheduler itself. */
    private static final int CONNECTIONS = THREADS + 4;

    private static final Duration POLL = Duration.ofMillis(100);
    private static final TaskDescriptor<Call> ASK = TaskDescriptor.of("ask", Call.class);
    private static final String LEFT = "SELECT count(*) FROM scheduled_tasks";

    /** Of its file postgresql_tables.sql, without the index that is for users of priorities. */
    private static final String TABLE = """
            CREATE TABLE scheduled_tasks (
              task_name text NOT NULL,
              task_instance text NOT NULL,
              task_data bytea,
              execution_time timestamp with time zone NOT NULL,
              picked boolean NOT NULL,
              picked_by text,
              last_success timestamp with time zone,
              last_failure timestamp with time zone,
              consecutive_failures int,
              last_heartbeat timestamp with time zone,
              version bigint NOT NULL,
              priority smallint,
              PRIMARY KEY (task_name, task_instance));
            CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time);
            CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat);
            """;

    /** With the result in a table of the task's. */
    public static final class Keeping extends DbScheduler {
        @Override
        public String slug() {
            return "db-scheduler";
        }

        @Override
        public String title() {
            return "db-scheduler " + VERSION;
        }

        @Override
        public String keeps() {
            return "the answer, in a table that its task writes to";
        }

        @Override
        public double goal() {
            return 5;
        }

        @Override
        boolean writes() {
            return true;
        }
    }

    /** With nothing that is left of a row: less work than ours, shown beside. */
    public static final class Forgetting extends DbScheduler {
        @Override
        public String slug() {
            return "db-scheduler-forgetting";
        }

        @Override
        public String title() {
            return "db-scheduler, keeping nothing";
        }

        @Override
        public String keeps() {
            return "nothing";
        }

        @Override
        public double goal() {
            return Double.NaN;
        }

        @Override
        boolean writes() {
            return false;
        }
    }

    abstract boolean writes();

    @Override
    public int rows(int ours) {
        return Shares.aFifth(ours);
    }

    @Override
    public void load(Ground ground) throws Exception {
        try (Connection connection = ground.connection();
                Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
        }
        Results.makeTable(ground);
        try (HikariDataSource source = Pools.of(ground, 1)) {
            Stream<TaskInstance<?>> tasks = IntStream.range(0, ground.rows())
                    .mapToObj(row -> ASK.instance(Integer.toString(row))
                            .data(Call.of(row))
                            .build());
            SchedulerClient.Builder.create(source).build().scheduleBatch(tasks, Instant.now());
        }
    }

    @Override
    public Work open(Ground ground) {
        InstantVendor vendor = new InstantVendor(ground.rows());
        HikariDataSource source = Pools.of(ground, CONNECTIONS);
        OneTimeTask<Call> ask = Tasks.oneTime(ASK).execute((instance, _) -> {
            String body = vendor.ask(instance.getData());
            if (writes()) {
                try (Connection connection = source.getConnection()) {
                    Results.keep(connection, instance.getData(), body);
                } catch (SQLException e) {
                    throw new IllegalStateException("the answer cannot be kept", e);
                }
            }
        });
        Scheduler scheduler = Scheduler.create(source, ask)
                .threads(THREADS)
                .pollingInterval(POLL)
                .pollUsingLockAndFetch(4.0, 20.0)
                .build();
        return new Work() {
            @Override
            public void run() throws Exception {
                scheduler.start();
                vendor.awaitAllAsked(Results.longest(ground));
                Results.await(ground, LEFT, 0);
            }

            @Override
            public long done() throws Exception {
                return writes() ? Results.count(ground, Results.KEPT) : ground.rows() - Results.count(ground, LEFT);
            }

            @Override
            public void close() {
                if (!source.isClosed()) {
                    scheduler.stop();
                    source.close();
                }
            }
        };
    }
}
