package dev.weir.server.egress;

import dev.weir.provider.Call;
import dev.weir.provider.Exchange.Sent;
import java.net.URI;
import java.time.Duration;

/** HTTP with the guard and the caps of the door, but without its paces, breakers and repeats. Thread-safe. */
public interface BareClient extends AutoCloseable {

    /**
     * Sends, and waits for the last byte or the deadline. Never throws for anything the network or the vendor does; an
     * interruption aborts the call and leaves the thread's flag set.
     */
    Sent send(URI base, Call call, Duration deadline);

    /** Calls in flight are aborted and told as lost. */
    @Override
    void close();
}
