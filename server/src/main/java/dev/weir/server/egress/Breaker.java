package dev.weir.server.egress;

import dev.weir.server.egress.BreakerStore.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One credential's breaker as this node sees it: a view of the store that is at most half a second old when used, and
 * the outcomes the store has not heard of yet.
 *
 * <p>Success is silent: while nobody remembers a failure, an outcome touches neither lock nor store, since a window full
 * of successes opens no sooner than an empty one. Failures are told at once when they would open the breaker, else at
 * most every tenth of a second; so nodes agree on the window to within that. A credential nobody uses costs nothing.
 */
final class Breaker {

    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);
    private static final long VIEW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final Duration PROBE_SOON = Duration.ofSeconds(1);
    private static final long TELL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final CredentialKey key;
    private final BreakerStore store;
    private final BreakerSettings settings;
    private final Ticker ticker;
    private final StopNews news;
    private final Consumer<CredentialStopped> onStopped;

    private final ReentrantLock storeLock = new ReentrantLock();
    private final ReentrantLock untoldLock = new ReentrantLock();
    private volatile @Nullable View view;
    private volatile Outcomes untold = Outcomes.NONE;
    private volatile @Nullable Stop unstored;
    private volatile long toldAt = Long.MIN_VALUE / 2;

    Breaker(
            CredentialKey key,
            BreakerStore store,
            BreakerSettings settings,
            Ticker ticker,
            StopNews news,
            Consumer<CredentialStopped> onStopped) {
        this.key = key;
        this.store = store;
        this.settings = settings;
        this.ticker = ticker;
        this.news = news;
        this.onStopped = onStopped;
    }

    /** What passed: the epoch it left in, and its number if it is the probe, else 0. */
    record Admission(long epoch, long probe) {}

    private record View(BreakerState state, Instant now, long atNanos) {}

    private record Stop(Permission.Why why, long epoch) {}

    /** The reason nobody passes now; null when somebody does. Takes nothing. */
    Permission.@Nullable Unavailable closedTo() {
        View now = view();
        BreakerState state = now.state;
        return state.pass(now(now)) == BreakerState.Pass.NO ? unavailable(state, now(now)) : null;
    }

    /** Passes, as the probe if need be; null when nobody does, see {@link #closedTo}. */
    @Nullable
    Admission admit() {
        View now = view();
        return switch (now.state.pass(now(now))) {
            case YES -> new Admission(now.state.epoch(), 0);
            case NO -> null;
            case AS_PROBE -> probe();
        };
    }

    /** An asking that passed has ended. Never throws: a paid answer is not lost for the breaker's sake. */
    void ended(Admission admission, boolean failed) {
        if (admission.probe != 0) {
            quietly(() -> change((state, now) -> state.probed(admission.probe, failed, now, settings)));
            return;
        }
        View known = view;
        boolean spotless = known != null && known.state.outcomes().failures() == 0 && untold.size() == 0;
        if (!failed && spotless) {
            return;
        }
        untoldLock.lock();
        try {
            untold = untold.and(failed, settings.window());
        } finally {
            untoldLock.unlock();
        }
        if (isUrgent(known) || ticker.nanos() - toldAt >= TELL_NANOS) {
            quietly(() -> change((state, now) -> state));
        }
    }

    /** An asking that passed has told nothing of the provider: a probe gives its place back. Never throws. */
    void endedWithoutNews(Admission admission) {
        if (admission.probe != 0) {
            quietly(() -> change((state, now) -> state.unprobed(admission.probe, now)));
        }
    }

    /** The vendor has stopped the credential. Never throws; a stop that could not be stored is stored later. */
    void stop(Admission admission, Permission.Why why) {
        unstored = new Stop(why, admission.epoch);
        quietly(() -> change((state, now) -> state));
    }

    void reset() {
        untoldLock.lock();
        try {
            untold = Outcomes.NONE;
        } finally {
            untoldLock.unlock();
        }
        unstored = null;
        change((state, now) -> state.reset());
    }

    /** The store's time, as far as this node knows. */
    Instant now() {
        return now(view());
    }

    private @Nullable Admission probe() {
        boolean[] won = new boolean[1];
        BreakerState state = change((seen, now) -> {
            BreakerState next = seen.probing(now, settings);
            won[0] = !next.equals(seen);
            return next;
        });
        if (won[0]) {
            return new Admission(state.epoch(), state.probe());
        }
        return state.phase() == CredentialState.Phase.CLOSED ? new Admission(state.epoch(), 0) : null;
    }

    private boolean isUrgent(@Nullable View known) {
        Outcomes told = known == null ? Outcomes.NONE : known.state.outcomes();
        return told.and(untold, settings.window()).failures() >= settings.failures();
    }

    private View view() {
        View known = view;
        if (isFresh(known)) {
            return Objects.requireNonNull(known);
        }
        if (known == null || unstored != null) {
            storeLock.lock(); // nothing known, or known to be wrong: wait, and fail when the store does
        } else if (!storeLock.tryLock()) {
            return known; // somebody is refreshing; an older view does no harm
        }
        try {
            if (!isFresh(view)) {
                change((state, now) -> state);
            }
            return Objects.requireNonNull(view);
        } finally {
            storeLock.unlock();
        }
    }

    private boolean isFresh(@Nullable View known) {
        return known != null && unstored == null && ticker.nanos() - known.atNanos < VIEW_NANOS;
    }

    private interface Transition {
        BreakerState apply(BreakerState state, Instant now);
    }

    /** Stores what is untold and then the transition, as one change; answers the state it left behind. */
    private BreakerState change(Transition transition) {
        storeLock.lock();
        try {
            Outcomes telling = take();
            Stop stop = unstored;
            boolean done = false;
            try {
                while (true) {
                    Seen seen = store.read(key);
                    BreakerState told = seen.state().after(telling, seen.now(), settings);
                    BreakerState halted = stop == null ? told : told.stopped(stop.why, stop.epoch, seen.now());
                    BreakerState next = transition.apply(halted, seen.now());
                    BooleanSupplier replace = () -> store.replace(key, seen.version(), next);
                    CredentialStopped stopping = stop == null || halted.equals(told)
                            ? null
                            : new CredentialStopped(key, stop.why, seen.now());
                    if (next.equals(seen.state())
                            || (stopping == null ? replace.getAsBoolean() : news.with(stopping, replace))) {
                        done = true;
                        toldAt = ticker.nanos();
                        view = new View(next, seen.now(), toldAt);
                        settled(stop, told, halted, seen.now());
                        return next;
                    }
                }
            } finally {
                if (!done) {
                    putBack(telling);
                }
            }
        } finally {
            storeLock.unlock();
        }
    }

    private void settled(@Nullable Stop stop, BreakerState before, BreakerState after, Instant now) {
        if (stop == null) {
            return;
        }
        unstored = null;
        if (!before.equals(after)) {
            quietly(() -> onStopped.accept(new CredentialStopped(key, stop.why, now)));
        }
    }

    private Outcomes take() {
        untoldLock.lock();
        try {
            Outcomes taken = untold;
            untold = Outcomes.NONE;
            return taken;
        } finally {
            untoldLock.unlock();
        }
    }

    private void putBack(Outcomes taken) {
        untoldLock.lock();
        try {
            untold = taken.and(untold, settings.window());
        } finally {
            untoldLock.unlock();
        }
    }

    private Instant now(View known) {
        return known.now.plusNanos(ticker.nanos() - known.atNanos);
    }

    /** While a probe is out its outcome is a matter of moments; that it may die is no reason to stay away so long. */
    private static Permission.Unavailable unavailable(BreakerState state, Instant now) {
        Instant until = state.phase() == CredentialState.Phase.PROBING ? now.plus(PROBE_SOON) : state.until();
        return new Permission.Unavailable(Objects.requireNonNull(state.since()), until, state.why());
    }

    private void quietly(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException failure) {
            LOG.warn("The breaker of {} could not be told; it will be at its next use", key, failure);
        }
    }
}
