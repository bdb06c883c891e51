package dev.weir.peers;

import com.zaxxer.hikari.HikariDataSource;
import dev.weir.bench.Contender;
import dev.weir.bench.InstantVendor;
import dev.weir.bench.peer.Call;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;

/**
 * JobRunr, the free edition: a job for each row by a {@code JobRequest} and its handler, enqueued as a stream ("Enqueueing
 * jobs"), and a background job server of its fluent API ("Fluent API") with its defaults, virtual threads, 16 for each
 * processor ("Virtual Threads"); pages of www.jobrunr.io/en/documentation.
 *
 * <p>Jobs that have succeeded stay for 36 hours, without a result: those are kept by the paid edition. The job writes its
 * own into a table, in a transaction before it succeeds.
 */
public final class JobRunrJobs implements Contender {

    private static final int CONNECTIONS = 20;
    private static final String SUCCEEDED = "SELECT count(*) FROM jobrunr_jobs WHERE state = 'SUCCEEDED'";

    /** What a job is about. */
    public record Ask(String firstName, String lastName, String domain) implements JobRequest {
        @Override
        public Class<Asker> getJobRequestHandler() {
            return Asker.class;
        }
    }

    /** Runs a job. */
    public static final class Asker implements JobRequestHandler<Ask> {
        private final InstantVendor vendor;
        private final DataSource source;

        Asker(InstantVendor vendor, DataSource source) {
            this.vendor = vendor;
            this.source = source;
        }

        @Override
        public void run(Ask ask) throws SQLException {
            Call call = new Call(ask.firstName(), ask.lastName(), ask.domain());
            String body = vendor.ask(call);
            try (Connection connection = source.getConnection()) {
                Results.keep(connection, call, body);
            }
        }
    }

    @Override
    public String slug() {
        return "jobrunr";
    }

    @Override
    public String title() {
        return "JobRunr 8.7.0";
    }

    @Override
    public String keeps() {
        return "the job with its history; the answer, in a table that it writes to";
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
    public void load(Ground ground) throws SQLException {
        Results.makeTable(ground);
        try (HikariDataSource source = Pools.of(ground, 2)) {
            JobRequestScheduler scheduler = JobRunr.configure()
                    .useStorageProvider(storage(source))
                    .initialize()
                    .getJobRequestScheduler();
            try {
                scheduler.enqueue(IntStream.range(0, ground.rows()).mapToObj(row -> {
                    Call call = Call.of(row);
                    return new Ask(call.firstName(), call.lastName(), call.domain());
                }));
            } finally {
                JobRunr.destroy();
            }
        }
    }

    private static StorageProvider storage(HikariDataSource source) {
        return new PostgresStorageProvider(source);
    }

    @Override
    public Work open(Ground ground) {
        InstantVendor vendor = new InstantVendor(ground.rows());
        HikariDataSource source = Pools.of(ground, CONNECTIONS);
        Asker asker = new Asker(vendor, source);
        BackgroundJobServer server = JobRunr.configure()
                .useStorageProvider(storage(source))
                .useJobActivator(new JobActivator() {
                    @Override
                    public <T> T activateJob(Class<T> type) {
                        return type.cast(asker);
                    }
                })
                .useBackgroundJobServer(
                        BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration(), false)
                .initialize()
                .getBackgroundJobServer();
        return new Work() {
            @Override
            public void run() throws Exception {
                server.start();
                vendor.awaitAllAsked(Results.longest(ground));
                Results.await(ground, SUCCEEDED, ground.rows());
            }

            @Override
            public long done() throws Exception {
                return Results.count(ground, Results.KEPT);
            }

            @Override
            public void close() {
                if (!source.isClosed()) {
                    JobRunr.destroy();
                    source.close();
                }
            }
        };
    }
}
