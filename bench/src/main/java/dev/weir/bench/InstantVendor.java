package dev.weir.bench;

import dev.weir.bench.peer.Call;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The vendor whom contenders ask: in their own process, answering at once with the bytes that Weir's instant provider
 * answers. It knows which rows it was asked about.
 */
public final class InstantVendor {

    private final AtomicIntegerArray asked;
    private final CountDownLatch left;

    /** Of the sample rows from the first on. */
    public InstantVendor(int rows) {
        this.asked = new AtomicIntegerArray(rows);
        this.left = new CountDownLatch(rows);
    }

    /** The body of the answer, some 250 characters of JSON. */
    public String ask(Call call) {
        String body = body(call);
        if (asked.getAndIncrement(SampleRows.row(call.firstName())) == 0) {
            left.countDown();
        }
        return body;
    }

    /** The same for whoever counts otherwise. */
    public static String body(Call call) {
        return new String(
                InstantProvider.Answer.to(call.firstName(), call.domain()).body(), StandardCharsets.UTF_8);
    }

    /**
     * Returns when it has been asked about each row, which need not be all that is to be done.
     *
     * @throws IllegalStateException when it has not within that time
     */
    public void awaitAllAsked(Duration atMost) throws InterruptedException {
        if (!left.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("after " + atMost.toSeconds() + " s the vendor had not been asked about "
                    + left.getCount() + " rows");
        }
    }
}
