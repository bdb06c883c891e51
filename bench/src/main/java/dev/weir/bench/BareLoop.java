package dev.weir.bench;

import dev.weir.provider.Call;
import dev.weir.provider.Exchange;
import dev.weir.server.egress.BareClient;
import dev.weir.server.egress.Egress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The same HTTP client with the same calls in flight and nothing behind it: asks for one row after the other, looks at
 * the status, and forgets the answer.
 */
final class BareLoop {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private BareLoop() {}

    /** @throws IllegalStateException when a call is not answered with 200: what was timed is not the same work then */
    static double[] run(BenchVendor vendor, int from, int rows, Meter.Clock clock)
            throws SQLException, InterruptedException {
        AtomicInteger next = new AtomicInteger(from);
        List<Future<Integer>> loops = new ArrayList<>();
        try (BareClient client = Egress.bareClient(vendor.settings().egress());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            clock.begin();
            for (int i = 0; i < vendor.concurrency(); i++) {
                loops.add(threads.submit(() -> loop(client, vendor, next, from + rows)));
            }
            int calls = 0;
            for (Future<Integer> loop : loops) {
                calls += loop.get();
            }
            clock.end();
            if (calls != rows) {
                throw new IllegalStateException(calls + " calls for " + rows + " rows");
            }
            return Meter.NO_LATENCY;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the bare loop failed", e.getCause());
        }
    }

    private static int loop(BareClient client, BenchVendor vendor, AtomicInteger next, int end) {
        int calls = 0;
        for (int row = next.getAndIncrement(); row < end; row = next.getAndIncrement()) {
            Exchange.Sent sent = client.send(vendor.base(), call(row), DEADLINE);
            if (!(sent instanceof Exchange.Answered answered) || answered.status() != 200) {
                // The others stop after the call they are at.
                next.set(end);
                throw new IllegalStateException("row " + row + " was answered with " + sent);
            }
            calls++;
        }
        return calls;
    }

    /** The bytes that the declared operation sends for that row; a test compares what arrives. */
    private static Call call(int row) {
        return Call.get("/email-finder")
                .query("domain", SampleRows.domain(row))
                .query("first_name", SampleRows.firstName(row))
                .query("last_name", SampleRows.LAST_NAME)
                .query("max_duration", "10")
                .header("X-API-KEY", BenchVendor.SECRET)
                .header("Accept", "application/json");
    }
}
