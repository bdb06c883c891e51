package dev.weir.temporal;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.temporal.client.WorkflowClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers whether a cluster was there when that last showed, and says when that changes: a channel that rests, as it does
 * now and then, tells nothing.
 */
final class Pulse {

    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

    private final ManagedChannel channel;
    private volatile boolean answers;
    private volatile boolean lost;

    private Pulse(ManagedChannel channel) {
        this.channel = channel;
    }

    /** Watches the channel of a client, until that ends. */
    static Pulse of(WorkflowClient client) {
        Pulse pulse = new Pulse(client.getWorkflowServiceStubs().getRawChannel());
        pulse.watch();
        return pulse;
    }

    private void watch() {
        ConnectivityState state = channel.getState(false);
        switch (state) {
            case READY -> {
                if (lost) {
                    LOG.warn("Temporal answers");
                }
                lost = false;
                answers = true;
            }
            case TRANSIENT_FAILURE -> {
                lost = true;
                if (answers) {
                    LOG.warn("Temporal does not answer any more. Jobs wait until it does; runs under way go on");
                }
                answers = false;
            }
            case SHUTDOWN -> answers = false;
            case IDLE, CONNECTING -> {
                // As it was.
            }
        }
        if (state != ConnectivityState.SHUTDOWN) {
            channel.notifyWhenStateChanged(state, this::watch);
        }
    }

    /** Asks nobody; but a channel that rests connects for it, so that the next answer is a fresh one. */
    boolean answers() {
        var _ = channel.getState(true);
        return answers;
    }
}
