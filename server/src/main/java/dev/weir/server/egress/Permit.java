package dev.weir.server.egress;

import dev.weir.provider.Ask;
import dev.weir.provider.Operation;
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
    Asked ask(Operation operation, Ask ask, RetryPolicy retry, BooleanSupplier mayStart);

    /** Gives the slot back; again is harmless. */
    @Override
    void close();
}
