package dev.weir.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Calls a server back over loopback HTTP while many cells wait: how fast it takes call-backs durably, each signed and for a
 * submission of its own, and how fast they are processed beside it. What lies in the tables afterwards is compared with what
 * was acknowledged.
 */
public final class CallbacksBench {

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private static final String KEPT = """
            SELECT count(*) AS kept, count(*) FILTER (WHERE processed_at IS NOT NULL) AS processed,
                   count(*) FILTER (WHERE effect = 'answered') AS answered
            FROM weir.inbox
            """;

    private CallbacksBench() {}

    /** What lies in the inbox. */
    record Kept(long kept, long processed, long answered) {

        /** All of which had been kept, processed and answered before. */
        Kept without(Sent before) {
            int taken = before.acknowledged();
            return new Kept(kept - taken, processed - taken, answered - taken);
        }
    }

    /** Runs over a PostgreSQL of its own in that folder, which ends with it. */
    public static CallbacksReport run(CallbacksOptions options, Path home, PrintStream progress) throws Exception {
        return OwnPostgres.run(home, target -> run(options, target, progress));
    }

    /** Runs it. Leaves no database and no process behind. */
    public static CallbacksReport run(CallbacksOptions options, Target target, PrintStream progress) throws Exception {
        MachineCard card = MachineCard.of(target);
        card.lines().forEach(progress::println);
        progress.println(options.waiting() + " cells are made to wait ...");
        try (BenchDatabases databases = new BenchDatabases(target)) {
            BenchDatabase database = databases.prepared();
            List<String> lines = new ArrayList<>(Parent.lines(database));
            lines.add(Integer.toString(options.waiting()));
            try (ChildJvm server = ChildJvm.start(CallbacksProgram.class, lines)) {
                String[] told = server.await(CallbacksProgram.LISTENS).split(" ", -1);
                URI base = URI.create(told[1]);
                progress.println("warming up: " + options.warmUp());
                Sent first = send(options, told[0], base, 0, options.warmUp());
                awaitProcessed(database, first.acknowledged());
                progress.println("calling back: " + options.calls() + ", " + options.connections() + " at once");
                Sent sent = send(options, told[0], base, options.warmUp(), options.calls());
                Kept atOnce = kept(database).without(first);
                double processing = awaitProcessed(database, first.acknowledged() + sent.acknowledged());
                Kept kept = kept(database).without(first);
                server.tell(List.of("end"));
                double rss = Memory.mib(Long.parseLong(server.await(CallbacksProgram.WEIGHED)));
                server.awaitEnd();
                return new CallbacksReport(card, options, sent, atOnce, kept, processing, rss);
            }
        }
    }

    /**
     * What was sent.
     *
     * @param acknowledged with 200
     * @param refused with anything else, or not at all
     * @param seconds from the first to the last
     * @param micros each took, sorted
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Sent(int acknowledged, int refused, double seconds, int[] micros) {

        double perSecond() {
            return acknowledged / seconds;
        }

        double millis(double quantile) {
            return micros.length == 0 ? 0 : micros[(int) Math.min(micros.length - 1, micros.length * quantile)] / 1e3;
        }
    }

    private static Sent send(CallbacksOptions options, String workspace, URI base, int lo, int calls)
            throws InterruptedException {
        AtomicInteger next = new AtomicInteger(lo);
        AtomicInteger good = new AtomicInteger();
        AtomicIntegerArray micros = new AtomicIntegerArray(calls);
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        long from = System.nanoTime();
        for (int i = 0; i < options.connections(); i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try (BareClient client = new BareClient(base)) {
                    for (int n = next.getAndIncrement(); n < lo + calls; n = next.getAndIncrement()) {
                        long began = System.nanoTime();
                        byte[] body = ("ada" + n + "@company.example").getBytes(StandardCharsets.UTF_8);
                        int status = client.post(
                                "/api/v1/callbacks/" + LateBenchProvider.SLUG + "/"
                                        + WaitingCells.callback(workspace, n),
                                LateBenchProvider.SIGNATURE + ": " + LateBenchProvider.sign(body),
                                body);
                        if (status == 200) {
                            good.incrementAndGet();
                        } else if (failures.size() < 10) {
                            failures.add("status " + status);
                        }
                        micros.set(n - lo, (int) ((System.nanoTime() - began) / 1_000));
                    }
                } catch (IOException broken) {
                    // What this one would have sent is left to the others.
                    failures.add(String.valueOf(broken.getMessage()));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - from) / 1e9;
        int[] sorted = new int[calls];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = micros.get(i);
        }
        Arrays.sort(sorted);
        failures.forEach(System.err::println);
        return new Sent(good.get(), calls - good.get(), seconds, sorted);
    }

    /** Returns the seconds until all that was acknowledged is processed. */
    private static double awaitProcessed(BenchDatabase database, int acknowledged)
            throws SQLException, InterruptedException, IOException {
        long from = System.nanoTime();
        while (kept(database).processed() < acknowledged) {
            if (System.nanoTime() - from > PATIENCE.toNanos()) {
                throw new IOException("what came in is not processed in time: " + kept(database));
            }
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
        }
        return (System.nanoTime() - from) / 1e9;
    }

    private static Kept kept(BenchDatabase database) throws SQLException {
        try (Connection connection = database.owner();
                PreparedStatement statement = connection.prepareStatement(KEPT);
                ResultSet result = statement.executeQuery()) {
            result.next();
            return new Kept(result.getLong(1), result.getLong(2), result.getLong(3));
        }
    }
}
