package dev.weir.server.egress;

import dev.weir.provider.Ask;
import dev.weir.provider.Heard;
import dev.weir.provider.LateOperation;
import dev.weir.provider.Operation;
import dev.weir.provider.Submission;
import dev.weir.provider.Submitted;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The right to one asking: it holds one of the credential's slots until it is closed, and the first send's turn.
 *
 * <p>Between {@link Egress#permit} and {@link #ask} the caller writes its durable intent; that should take
 * milliseconds, since the turn is already counted. A permit closed without an asking gives everything back but that
 * turn.
 */
public interface Permit extends AutoCloseable {

    /**
     * One asking with its retries. Blocks the calling (virtual) thread until the outcome is known; holds no lock and no
     * database connection meanwhile.
     *
     * <p>Never throws for anything the network, the vendor or an interruption does, since a paid answer must not get
     * lost in an exception: an interrupted call is aborted and told as {@code NotSent} or {@code Lost}, an interrupted
     * wait as {@link Asked.Stopped}; the thread's interrupt flag stays set.
     *
     * @param mayStart asked right before every send, the first included (lease, pause, cancel)
     * @throws IllegalStateException when this permit was asked or closed before
     */
    default Asked ask(Operation operation, Ask ask, RetryPolicy retry, BooleanSupplier mayStart) {
        return ask(operation, ask, operation.spec().deadline(), retry, mayStart);
    }

    /** The same, where each send has another deadline than the operation declares. */
    Asked ask(Operation operation, Ask ask, Duration deadline, RetryPolicy retry, BooleanSupplier mayStart);

    /**
     * Hands a submission over, with one send. Throws no more than {@link #ask} does; what an adapter that breaks its promise
     * leaves open is told by how far its call came.
     *
     * @throws IllegalStateException when this permit was asked or closed before
     */
    Submitted submit(LateOperation operation, Submission submission);

    /**
     * Asks once how far a submission is; as {@link #submit}.
     *
     * @throws IllegalStateException when this permit was asked or closed before
     */
    Heard poll(LateOperation operation, Submission submission, String vendorId);

    /** Whether it is to show whether an unavailable provider is back: then the less is asked by it, the better. */
    boolean isProbe();

    /** Gives the slot back; again is harmless. */
    @Override
    void close();
}
