package dev.weir.server.enrichment;

import dev.weir.provider.Reply;
import dev.weir.server.egress.Access;
import dev.weir.server.egress.Permission;
import dev.weir.server.egress.Permit;
import dev.weir.server.jobs.engine.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What one row waits for in memory, and for how long in all; beyond that it leaves memory and comes back later.
 *
 * <p>What it has settled is handed over before it waits. While it does, it takes nobody's room and no crash is its doing.
 */
final class RowWaits {

    /** No row waits longer than this in memory. */
    private static final Duration MEMORY_WAIT = Duration.ofSeconds(10);
    /** No call is started when the lease has less than this left. */
    private static final Duration LAST_SEND = Duration.ofSeconds(5);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LOOK_UP = Duration.ofMillis(500);
    /** How soon a row that left memory looks again. */
    static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private final RunParts parts;
    private final Lease lease;
    private final RowJournal journal;
    private final Suspicion suspicion;
    private long waited;

    RowWaits(RunParts parts, Lease lease, RowJournal journal, Suspicion suspicion) {
        this.parts = parts;
        this.lease = lease;
        this.journal = journal;
        this.suspicion = suspicion;
    }

    /** Whether a call may still leave under this lease. */
    boolean mayStart() {
        return !lease.isStopped() && lease.remainingNanos() > LAST_SEND.toNanos();
    }

    /** @throws Leave when no call may leave any more */
    void requireStart() throws Leave {
        if (!mayStart()) {
            throw new Leave(new RowEnding.Stopped());
        }
    }

    /** What comes of waiting for a provider. */
    sealed interface Turn {

        /** It may be asked. */
        record Come(Permit permit) implements Turn {}

        /** It cannot be asked just now, and need not be. */
        record Remembered(Reply reply) implements Turn {}

        /** It has been unavailable for longer than is waited for it. */
        record Never() implements Turn {}
    }

    /** @param memory what is remembered of the question; asked once, before it is waited for a provider that is unavailable */
    Turn turn(Access access, Duration maxWait, Supplier<Optional<Reply>> memory) throws Leave, InterruptedException {
        boolean looked = false;
        while (true) {
            switch (permission(access)) {
                case Permission.Granted(Permit permit) -> {
                    return new Turn.Come(permit);
                }
                case Permission.Later(Duration wait) -> throw new Leave(new RowEnding.Parked(wait));
                case Permission.Unavailable(Instant since, Instant until, var _) -> {
                    Optional<Reply> remembered = looked ? Optional.empty() : memory.get();
                    looked = true;
                    if (remembered.isPresent()) {
                        return new Turn.Remembered(remembered.get());
                    }
                    Instant now = parts.clock().get();
                    Instant deadline = since.plus(maxWait);
                    if (!now.isBefore(deadline)) {
                        return new Turn.Never();
                    }
                    Instant back = until == null || until.isAfter(deadline) ? deadline : until;
                    Duration wait = Duration.between(now, back);
                    // A little over, so that nobody looks a moment too early.
                    inMemory(wait.isNegative() ? POLL : wait.plus(POLL));
                }
            }
        }
    }

    private Permission permission(Access access) throws InterruptedException {
        try (WorkingRows.Aside _ = aside()) {
            return parts.egress().permit(access);
        }
    }

    /** What came of another row's call for the same question. */
    Flights.Landing landing(CompletableFuture<Flights.Landing> landing) throws Leave, InterruptedException {
        // What this row has settled must not wait for another row's call.
        journal.handOver();
        while (!landing.isDone()) {
            requireStart();
            try (WorkingRows.Aside _ = aside()) {
                landing.get(LOOK_UP.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                waited += LOOK_UP.toNanos();
                if (waited > MEMORY_WAIT.toNanos()) {
                    throw new Leave(new RowEnding.Parked(LOOK_AGAIN));
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException("flights land, they do not fail", e);
            }
        }
        return landing.getNow(new Flights.Landing.Abandoned());
    }

    /** Waits a moment for others to settle what is in this row's way. */
    void moment() throws Leave, InterruptedException {
        inMemory(POLL);
    }

    /** Waits, if what this row has waited in memory allows it; else the row leaves memory for that time. */
    private void inMemory(Duration wait) throws Leave, InterruptedException {
        Duration left = MEMORY_WAIT.minusNanos(waited);
        if (wait.compareTo(left) > 0) {
            throw new Leave(new RowEnding.Parked(wait.compareTo(LOOK_AGAIN) > 0 ? wait : LOOK_AGAIN));
        }
        journal.handOver();
        try (WorkingRows.Aside _ = aside()) {
            if (lease.awaitStop(wait)) {
                throw new Leave(new RowEnding.Stopped());
            }
        }
        waited += wait.toNanos();
    }

    /** The row's turn is another's to give. */
    private WorkingRows.Aside aside() {
        suspicion.lift();
        WorkingRows.Aside aside = parts.working().aside();
        return () -> {
            aside.close();
            suspicion.fall();
        };
    }
}
