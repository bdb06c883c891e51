package dev.weir.bench;

import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.WeirSettings;
import dev.weir.server.egress.EgressSettings;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.jobs.Job;
import dev.weir.server.rest.RestServer;
import dev.weir.server.rest.RestSettings;
import dev.weir.server.workspace.ApiKey;
import dev.weir.server.workspace.Role;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures how fast webhooks are delivered to receivers that answer at once: jobs of one row end, and each end is told to
 * each of them. Then the same with one more receiver that never answers, by which the others are not to be held up.
 *
 * <p>The jobs have run before anybody delivers, so that deliveries alone are timed.
 */
public final class WebhooksBench {

    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** From when the jobs' events lay there and somebody was there to deliver them: since the first try. */
    private static final String DELIVERED = """
            WITH first AS (SELECT min(at) AS at FROM weir.webhook_attempt )
            SELECT count(*) FILTER (WHERE d.state = 1), count(*),
                   coalesce(extract(epoch FROM max(d.ended_at) - min(first.at)), 0),
                   coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY a.took_ms), 0),
                   coalesce(percentile_cont(0.99) WITHIN GROUP (ORDER BY a.took_ms), 0),
                   coalesce(percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM d.ended_at - first.at)), 0)
            FROM first, weir.webhook_delivery d JOIN weir.webhook w ON w.id = d.webhook_id
                 LEFT JOIN weir.webhook_attempt a ON a.delivery_id = d.id
            WHERE w.callback_url NOT LIKE '%/hang'
            """;

    /**
     * What came of some events.
     *
     * @param seconds from the first try to the last delivery
     * @param p99Seconds from the first try until a delivery had been made
     */
    private record Delivered(
            long delivered, long wanted, double seconds, double tryP50Millis, double tryP99Millis, double p99Seconds) {

        double perSecond() {
            return delivered / Math.max(0.001, seconds);
        }
    }

    private WebhooksBench() {}

    /** Runs over a PostgreSQL of its own in that folder, which ends with it. */
    public static FigureReport run(WebhooksOptions options, Path home, PrintStream progress) throws Exception {
        return OwnPostgres.run(home, target -> run(options, target, progress));
    }

    /**
     * Runs it; leaves no database and no process behind.
     *
     * @throws dev.weir.server.problem.Problem when the server is not durable or cannot be prepared
     * @throws Exception when a job fails, or what is to be delivered is not in time
     */
    public static FigureReport run(WebhooksOptions options, Target target, PrintStream progress) throws Exception {
        MachineCard card = MachineCard.of(target);
        card.lines().forEach(progress::println);
        try (BenchDatabases databases = new BenchDatabases(target)) {
            BenchDatabase prepared = databases.prepared();
            Delivered alone = deliver(options, databases.cloneOf(prepared), false, progress);
            Delivered beside = deliver(options, databases.cloneOf(prepared), true, progress);
            return report(options, card, alone, beside);
        }
    }

    private static Delivered deliver(
            WebhooksOptions options, BenchDatabase database, boolean hanging, PrintStream progress) throws Exception {
        try (AnsweringReceiver receiver = new AnsweringReceiver();
                Weir weir = BenchJob.weir(database)) {
            try (RunningWeir running = start(weir, receiver, false)) {
                subscribeAll(options, weir, running, receiver, hanging);
                runJobs(options, database, weir, running);
            }
            Delivered delivered;
            try (RunningWeir _ = start(weir, receiver, true)) {
                delivered = await(database, options);
                receiver.release();
            }
            progress.printf(
                    Locale.ROOT,
                    "%s: %d of %d delivered, %.0f a second%n",
                    hanging ? "beside one that hangs" : "all answer",
                    delivered.delivered(),
                    delivered.wanted(),
                    delivered.perSecond());
            return delivered;
        }
    }

    private static RunningWeir start(Weir weir, AnsweringReceiver receiver, boolean delivers) {
        BenchVendor vendor = BenchVendor.INSTANT;
        WeirSettings usual = vendor.settings();
        WeirSettings settings =
                usual.with(usual.webhooks().delivering(delivers).with(EgressSettings.Reach.only(receiver.target())));
        return weir.start(UUID.randomUUID(), vendor.access(), settings, _ -> {}, Failpoint.NONE);
    }

    private static void subscribeAll(
            WebhooksOptions options, Weir weir, RunningWeir running, AnsweringReceiver receiver, boolean hanging)
            throws IOException, InterruptedException {
        long workspace =
                weir.workspaces().ensure(BenchJob.WORKSPACE, false, true).id();
        String key = weir.transactions()
                .in(
                        workspace,
                        () -> weir.keys().create(workspace, new ApiKey.Wish("bench", Role.OWNER, null, null), "bench"))
                .clear();
        try (RestServer server = RestServer.start(RestSettings.local("bench"), weir, running);
                ApiClient api = new ApiClient(server.base(), key)) {
            for (int i = 0; i < options.receivers(); i++) {
                subscribe(api, workspace, receiver.url("/" + i));
            }
            if (hanging) {
                subscribe(api, workspace, receiver.url("/hang"));
            }
        }
    }

    private static void subscribe(ApiClient api, long workspace, String url) throws IOException, InterruptedException {
        String body = "{\"callbackUrl\": " + JsonMapper.shared().writeValueAsString(url)
                + ", \"eventTypes\": [\"job.completed\"]}";
        ApiClient.Got got = api.send("POST", "/api/v1/workspaces/" + workspace + "/webhooks", body, "application/json");
        if (!got.isGood()) {
            throw new IOException("no webhook: " + got.status() + " " + got.body());
        }
    }

    private static void runJobs(WebhooksOptions options, BenchDatabase database, Weir weir, RunningWeir running)
            throws SQLException, InterruptedException {
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < options.jobs(); i++) {
            jobs.add(BenchJob.submit(weir, BenchVendor.INSTANT, i, 1, running.engine()));
        }
        for (Job job : jobs) {
            BenchJob.await(database, job, 1);
        }
    }

    private static Delivered await(BenchDatabase database, WebhooksOptions options)
            throws SQLException, InterruptedException, IOException {
        long wanted = (long) options.jobs() * options.receivers();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (Connection connection = database.owner();
                PreparedStatement statement = connection.prepareStatement(DELIVERED)) {
            Delivered delivered = delivered(statement);
            while (delivered.delivered() < wanted) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("not all is delivered in time: " + delivered);
                }
                Thread.sleep(LOOK);
                delivered = delivered(statement);
            }
            return delivered;
        }
    }

    private static Delivered delivered(PreparedStatement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery()) {
            result.next();
            return new Delivered(
                    result.getLong(1),
                    result.getLong(2),
                    result.getDouble(3),
                    result.getDouble(4),
                    result.getDouble(5),
                    result.getDouble(6));
        }
    }

    private static FigureReport report(WebhooksOptions options, MachineCard card, Delivered alone, Delivered beside) {
        return FigureReport.on(card)
                .figure(
                        "webhooksPerSecond",
                        alone.perSecond(),
                        "%.0f",
                        Goal.NONE,
                        alone.delivered() + " deliveries to " + options.receivers() + " receivers that answer at once")
                .figure("tryP50Millis", alone.tryP50Millis(), "%.1f", Goal.NONE, "of one try")
                .figure("tryP99Millis", alone.tryP99Millis(), "%.1f", Goal.NONE, "of one try")
                .figure(
                        "webhooksPerSecondBesideHanging",
                        beside.perSecond(),
                        "%.0f",
                        Goal.NONE,
                        "to the same, with one more that never answers")
                .figure(
                        "drainP99Seconds",
                        alone.p99Seconds(),
                        "%.2f",
                        Goal.NONE,
                        "from the first try until 99 % were delivered")
                .figure(
                        "drainP99SecondsBesideHanging",
                        beside.p99Seconds(),
                        "%.2f",
                        Goal.NONE,
                        "the others' alone, beside the one that hangs")
                .more("jobs", options.jobs())
                .more("receivers", options.receivers())
                .report();
    }
}
