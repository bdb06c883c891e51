package dev.weir.temporal;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCanceledException;
import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.TimeoutFailure;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The heartbeats of one activity, and what is answered to them. Whether a run may go on is its lease's matter, not theirs. */
final class Beats {

    private static final Logger LOG = LoggerFactory.getLogger(Beats.class);

    /** What the workflow wants of a run. */
    enum Wish {
        GO_ON,
        STOP
    }

    private final ActivityExecutionContext context;
    private final Duration every;
    private long lastNanos = System.nanoTime();
    private Wish wish = Wish.GO_ON;
    private boolean unheard;

    Beats(ActivityExecutionContext context, Duration every) {
        this.context = context;
        this.every = every;
    }

    /** Tells that the run lives, if it is time to. May take as long as Temporal does not answer. */
    Wish beat() {
        long now = System.nanoTime();
        if (unheard || wish == Wish.STOP || now - lastNanos < every.toNanos()) {
            return wish;
        }
        lastNanos = now;
        try {
            context.heartbeat(null);
        } catch (ActivityCanceledException cancelled) {
            // The library's own time-out comes as a cancellation, too: Temporal has not answered for long.
            if (cancelled.getCause() instanceof TimeoutFailure) {
                unheard = true;
            } else {
                wish = Wish.STOP;
            }
        } catch (ActivityCompletionException e) {
            // Its workflow went on as a new run, or has taken it for dead, or the worker ends.
            LOG.debug("nobody waits for this run: {}", e.getMessage());
            unheard = true;
        } catch (RuntimeException e) {
            LOG.debug("no heartbeat: {}", e.getMessage());
        }
        return wish;
    }

    /** Whether no workflow waits for the activity. */
    boolean isUnheard() {
        return unheard;
    }
}
