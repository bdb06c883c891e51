package dev.weir.app.trying;

import dev.weir.provider.Call;
import dev.weir.provider.Exchange;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Passes calls on and remembers the last of them, with what came of it. */
final class Overheard implements Exchange {

    private final Exchange line;
    private @Nullable Call call;
    private @Nullable Sent sent;
    private Duration took = Duration.ZERO;

    Overheard(Exchange line) {
        this.line = line;
    }

    @Override
    public URI base() {
        return line.base();
    }

    @Override
    public String secret(String name) {
        return line.secret(name);
    }

    @Override
    public Sent send(Call next) {
        long start = System.nanoTime();
        Sent answered = line.send(next);
        took = Duration.ofNanos(System.nanoTime() - start);
        call = next;
        sent = answered;
        return answered;
    }

    @Nullable
    Call call() {
        return call;
    }

    @Nullable
    Sent sent() {
        return sent;
    }

    Duration took() {
        return took;
    }
}
