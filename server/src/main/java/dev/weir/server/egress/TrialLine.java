package dev.weir.server.egress;

import dev.weir.provider.Call;
import dev.weir.provider.Exchange;
import java.net.URI;
import java.time.Duration;

/**
 * The door out for a person who tries a provider: guarded, bounded and sent as every call is, but without what belongs to
 * jobs (breaker, pace, retries, intents), so that one call can be made where no database is.
 *
 * <p>People will want to run a list through it; that is what a job is for, which knows what it has paid.
 */
public final class TrialLine implements Exchange, AutoCloseable {

    private final Line line;
    private final Wire wire;
    private final SystemTicker ticker;

    private TrialLine(Line line, Wire wire, SystemTicker ticker) {
        this.ticker = ticker;
        this.line = line;
        this.wire = wire;
    }

    /** @param deadline of each call, to the last byte */
    public static TrialLine open(Access access, EgressSettings settings, Duration deadline) {
        SystemTicker ticker = new SystemTicker();
        Guard guard = new Guard(settings.reach(), Guard.NameService.SYSTEM, ticker);
        Wire wire = new Wire(guard, settings);
        return new TrialLine(new Line(access, wire, deadline, Failpoint.NONE), wire, ticker);
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
    public Sent send(Call call) {
        return line.send(call);
    }

    @Override
    public void close() {
        wire.close();
        ticker.close();
    }
}
