package dev.weir.server.egress;

import dev.weir.provider.Exchange;
import dev.weir.provider.Pace;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The only door out. An asking takes three steps, so that its caller can make it durable in between:
 *
 * <pre>{@code
 * switch (egress.permit(access)) {
 *     case Granted(Permit permit) -> {
 *         try (permit) {
 *             ... write the intent ...
 *             Asked asked = permit.ask(operation, ask, RetryPolicy.DEFAULT, lease::mayStart);
 *         }
 *     }
 *     case Later(Duration after) -> ... park ...
 *     case Unavailable unavailable -> ... park, or ask the next provider ...
 * }
 * }</pre>
 *
 * <p>People will want to decide here what an answer means for money or for a row; that belongs to those who settle.
 * Thread-safe; made for many virtual threads.
 */
public final class Egress implements AutoCloseable {

    private final Tools tools;
    private final Guard guard;
    private final BreakerStore breakers;
    private final IntSupplier liveNodes;
    private final StopNews news;
    private final Consumer<CredentialStopped> onStopped;
    private final AutoCloseable clock;
    private final ConcurrentMap<CredentialKey, Lane> lanes = new ConcurrentHashMap<>();

    private Egress(
            Tools tools,
            Guard guard,
            BreakerStore breakers,
            IntSupplier liveNodes,
            StopNews news,
            Consumer<CredentialStopped> onStopped,
            AutoCloseable clock) {
        this.tools = tools;
        this.guard = guard;
        this.breakers = breakers;
        this.liveNodes = liveNodes;
        this.news = news;
        this.onStopped = onStopped;
        this.clock = clock;
    }

    /**
     * Opens the door, with breakers shared through the database.
     *
     * @param liveNodes how many nodes share each credential's pace, this one included; 0 while this node is not yet
     *     counted by all others, during which it sends nothing. Asked often, so it must be cheap
     * @param news of stops, kept with them
     * @param onStopped hears of credentials that this node's answers have stopped
     */
    public static Egress open(
            EgressSettings settings,
            JdbcClient jdbc,
            IntSupplier liveNodes,
            StopNews news,
            Consumer<CredentialStopped> onStopped,
            Failpoint failpoint) {
        return open(settings, new BreakerTable(jdbc), liveNodes, news, onStopped, failpoint);
    }

    static Egress open(
            EgressSettings settings,
            BreakerStore breakers,
            IntSupplier liveNodes,
            StopNews news,
            Consumer<CredentialStopped> onStopped,
            Failpoint failpoint) {
        SystemTicker ticker = new SystemTicker();
        Guard guard = new Guard(settings.reach(), Guard.NameService.SYSTEM, ticker);
        return open(settings, breakers, liveNodes, news, onStopped, failpoint, guard, ticker, ticker);
    }

    static Egress open(
            EgressSettings settings,
            BreakerStore breakers,
            IntSupplier liveNodes,
            StopNews news,
            Consumer<CredentialStopped> onStopped,
            Failpoint failpoint,
            Guard guard,
            Ticker ticker,
            AutoCloseable clock) {
        Tools tools = new Tools(
                settings,
                new Wires(guard, settings, ticker),
                ticker,
                () -> ThreadLocalRandom.current().nextLong(),
                failpoint,
                new CallCounts());
        return new Egress(tools, guard, breakers, liveNodes, news, onStopped, clock);
    }

    /** The client of the door by itself, to be measured beside it; close it. Nobody else has a use for it. */
    public static BareClient bareClient(EgressSettings settings) {
        Guard guard = new Guard(settings.reach(), Guard.NameService.SYSTEM, new SystemTicker());
        return new Wire(guard, settings);
    }

    /**
     * Waits, at most {@link EgressSettings#maxMemoryWait}, until one more call with this credential may leave.
     *
     * @throws InterruptedException when the thread was interrupted; nothing is held then
     * @throws org.springframework.dao.DataAccessException when the breaker's state is not to be had; nothing is held
     */
    public Permission permit(Access access) throws InterruptedException {
        Lane lane = lane(access.key());
        Gate gate = lane.gate(access.pace());
        Permission.Unavailable unavailable = unavailable(lane, gate);
        if (unavailable != null) {
            return unavailable;
        }
        return switch (gate.enter(tools.settings().maxMemoryWait().toNanos())) {
            case Gate.Turn.Come(long at) -> granted(lane, gate, access, at);
            case Gate.Turn.TooFar(long wait) -> new Permission.Later(Duration.ofNanos(wait));
        };
    }

    /**
     * A line for a call that belongs to no asking, such as the test of a credential: guarded and bounded as every call is,
     * without breaker, pace and retries.
     *
     * @param deadline of each call, to the last byte
     */
    public Exchange aside(Access access, Duration deadline) {
        return new Line(access, tools.wires().to(access), deadline, Failpoint.NONE);
    }

    /** Why a base address would be refused now, as a sentence; empty when it may be called. Resolves its name. */
    public Optional<String> refusal(URI base) {
        return Optional.ofNullable(guard.refusalNow(base));
    }

    /** Whether nobody is asked with that credential just now, since its provider fails or has stopped it. */
    public boolean isAway(Access access) {
        return lane(access.key()).breaker().closedTo() != null;
    }

    /** Ends whatever keeps a credential from being used, on all nodes within half a second. */
    public void reset(CredentialKey key) {
        lane(key).breaker().reset();
    }

    /** What became of this node's askings. */
    public CallCounts counts() {
        return tools.counts();
    }

    /** How the credentials stand that ever failed or stopped, as the database knows it. */
    public List<CredentialState> state() {
        return breakers.all();
    }

    /** Calls in flight are aborted and told as lost. */
    @Override
    public void close() {
        tools.wires().close();
        try {
            clock.close();
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The breaker is asked after the wait: it may have opened meanwhile, and a probe's time begins when it leaves. */
    private Permission granted(Lane lane, Gate gate, Access access, long at) {
        boolean kept = false;
        try {
            Breaker.Admission admission = lane.breaker().admit();
            if (admission != null) {
                kept = true;
                return new Permission.Granted(new SlotPermit(tools, lane, gate, access, admission, at));
            }
            Permission.Unavailable unavailable = lane.breaker().closedTo();
            return unavailable != null ? unavailable : new Permission.Later(Duration.ofSeconds(1));
        } finally {
            if (!kept) {
                gate.leave();
            }
        }
    }

    private static Permission.@Nullable Unavailable unavailable(Lane lane, Gate gate) {
        Permission.Unavailable closed = lane.breaker().closedTo();
        if (closed != null) {
            return closed;
        }
        Gate.Starved starved = gate.starved();
        if (starved == null) {
            return null;
        }
        Instant now = lane.breaker().now();
        return new Permission.Unavailable(
                now.minusNanos(starved.since()), now.plusNanos(starved.until()), Permission.Why.THROTTLED);
    }

    private Lane lane(CredentialKey key) {
        Lane lane = lanes.get(key);
        return lane != null ? lane : lanes.computeIfAbsent(key, this::newLane);
    }

    private Lane newLane(CredentialKey key) {
        EgressSettings settings = tools.settings();
        return new Lane(
                new Breaker(key, breakers, settings.breaker(), tools.ticker(), news, onStopped),
                new Budget(settings.retryBudget()),
                this::newGate);
    }

    private Gate newGate(Pace pace) {
        return new Gate(pace, liveNodes, tools.settings().maxThrottled(), tools.ticker(), tools.random());
    }
}
