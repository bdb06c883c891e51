package dev.weir.temporal;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.weir.server.problem.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a cluster now and then whether it answers, and remembers what it said. It is the one to tell of an outage, once, and
 * again when the reason is another one.
 */
final class ClusterWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterWatch.class);

    /** An answer is worth that long. */
    private static final Duration REST = Duration.ofSeconds(3);

    /** Who waits for a cluster wants to know soon. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** One that is busy may miss a question. */
    private static final int IN_A_ROW = 2;

    /** Is told of changes, by one thread. */
    interface Listener {

        /** It answers: for the first time, or again. Comes again a moment later when it throws. */
        void answers();

        /** It does not any more. */
        void isAway();
    }

    /** @param kind what it is the same as */
    private record Silence(String kind, String sentence) {}

    private final Supplier<Optional<String>> check;
    private final Listener listener;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean answers;
    private @Nullable Silence silence;
    private int failures;

    private ClusterWatch(Supplier<Optional<String>> check, Listener listener) {
        this.check = check;
        this.listener = listener;
        this.thread = Thread.ofVirtual().name("temporal-watch").unstarted(this::watch);
    }

    /** @param check asks for a few seconds at most; as {@link TemporalConnection#check()} */
    static ClusterWatch start(Supplier<Optional<String>> check, Listener listener) {
        ClusterWatch watch = new ClusterWatch(check, listener);
        watch.thread.start();
        return watch;
    }

    /** Whether it answered when last asked. */
    boolean answers() {
        return answers;
    }

    private void watch() {
        do {
            Silence now = ask();
            if (now == null) {
                answered();
            } else {
                silent(now);
            }
        } while (!isClosedAfter(failures == 0 && answers ? REST : AGAIN));
    }

    private @Nullable Silence ask() {
        try {
            return check.get().map(why -> new Silence("away", why)).orElse(null);
        } catch (Problem refusal) {
            return new Silence(refusal.code(), String.valueOf(refusal.getMessage()));
        }
    }

    private void answered() {
        failures = 0;
        if (answers) {
            return;
        }
        try {
            listener.answers();
        } catch (RuntimeException e) {
            LOG.debug("Temporal answered, but then: {}", e.getMessage());
            return;
        }
        answers = true;
        if (silence != null) {
            LOG.warn("Temporal answers");
            silence = null;
        }
    }

    private void silent(Silence now) {
        failures++;
        if (answers && failures < IN_A_ROW) {
            return;
        }
        if (silence == null || !silence.kind().equals(now.kind())) {
            LOG.warn("{} Jobs wait until it answers; runs under way go on.", now.sentence());
        }
        silence = now;
        if (answers) {
            answers = false;
            listener.isAway();
        }
    }

    private boolean isClosedAfter(Duration rest) {
        try {
            return closing.await(rest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            return true;
        }
    }

    /** The listener is told nothing any more after that. */
    @Override
    public void close() {
        closing.countDown();
        Uninterruptibles.joinUninterruptibly(thread);
    }
}
