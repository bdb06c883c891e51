package dev.weir.server.egress;

import dev.weir.provider.Call;
import dev.weir.provider.Exchange.NotSent;
import dev.weir.provider.Exchange.Sent;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The door out for what customers are told at addresses of their own: guarded and bounded as calls to vendors are, with a
 * reach of its own, and without what belongs to vendors (breakers, paces, repeats). Redirects are not followed. Thread-safe.
 */
public final class Courier implements AutoCloseable {

    /** Nobody reads more of an answer than its beginning. */
    private static final int MOST_BYTES = 64 * 1024;

    private final EgressSettings settings;
    private final SystemTicker ticker = new SystemTicker();
    private final Guard guard;
    private @Nullable Wire wire;
    private boolean closed;

    private Courier(EgressSettings settings, Guard.NameService names) {
        this.settings = settings;
        this.guard = new Guard(settings.reach(), names, ticker);
    }

    /** @param settings of which the reach is taken for customers' addresses */
    public static Courier open(EgressSettings settings) {
        return open(settings, Guard.NameService.SYSTEM);
    }

    static Courier open(EgressSettings settings, Guard.NameService names) {
        return new Courier(settings.withMaxBodyBytes(MOST_BYTES), names);
    }

    /** Why an address would be refused now, as a sentence; empty when it may be called. Resolves its name. */
    public Optional<String> refusal(URI address) {
        String refusal = written(address);
        return Optional.ofNullable(refusal == null ? guard.refusalNow(base(address)) : refusal);
    }

    /**
     * Posts a JSON body, and waits for the last byte or the deadline. Never throws for anything the network or the
     * customer's server does; an address that may not be called is {@link NotSent}.
     */
    public Sent post(URI address, Map<String, String> headers, byte[] json, Duration deadline) {
        String refusal = written(address);
        if (refusal != null) {
            return new NotSent(refusal);
        }
        Call call = Call.post(target(address)).json(json);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            call = call.header(header.getKey(), header.getValue());
        }
        return wire().send(base(address), call, deadline);
    }

    private static @Nullable String written(URI address) {
        if (address.getScheme() == null || address.getRawAuthority() == null) {
            return "the address is not complete; it looks like https://example.com/path";
        }
        return address.getRawFragment() == null ? null : "the address has a fragment (#), which no server gets to see";
    }

    private static URI base(URI address) {
        return URI.create(address.getScheme() + "://" + address.getRawAuthority());
    }

    private static String target(URI address) {
        String path = address.getRawPath() == null || address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        return address.getRawQuery() == null ? path : path + "?" + address.getRawQuery();
    }

    /** Made when it is first needed: most programs tell nobody anything. */
    private synchronized Wire wire() {
        if (closed) {
            throw new IllegalStateException("the courier is closed");
        }
        Wire made = wire;
        if (made == null) {
            made = new Wire(guard, settings);
            wire = made;
        }
        return made;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (wire != null) {
            wire.close();
        }
        ticker.close();
    }
}
