package dev.weir.server.egress;

import dev.weir.provider.Ask;
import dev.weir.provider.Exchange;
import dev.weir.provider.Operation;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.provider.Reply;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One asking from its first send to its last: decides after every reply whether to send again, when, and what to say in
 * the end. Used once, by one thread.
 */
final class Asking {

    private static final int MOST_REPEATS = 5;

    private final Tools tools;
    private final Lane lane;
    private final Gate gate;
    private final Operation operation;
    private final Ask ask;
    private final Line line;
    private final RetryPolicy retry;
    private final long maxWait;

    private long leftAt;
    private long firstAt;
    private int tries;
    private int repeats;
    private long possibleMilli;
    private long throttledWait;
    private boolean left;
    private @Nullable Reply lost;

    Asking(
            Tools tools,
            Lane lane,
            Gate gate,
            Operation operation,
            Ask ask,
            Line line,
            RetryPolicy retry,
            long enteredAt) {
        this.tools = tools;
        this.lane = lane;
        this.gate = gate;
        this.operation = operation;
        this.ask = ask;
        this.line = line;
        this.retry = retry;
        this.leftAt = enteredAt;
        this.maxWait = tools.settings().maxMemoryWait().toNanos();
    }

    /** What an asking tells of the provider. */
    enum News {
        GOOD,
        BAD,
        NONE
    }

    /** @param stop why the credential is to be stopped, else null */
    record Ended(Asked asked, News news, Permission.@Nullable Why stop) {}

    Ended run(BooleanSupplier mayStart) {
        lane.budget().earn();
        firstAt = tools.ticker().nanos();
        while (true) {
            if (Thread.currentThread().isInterrupted() || !mayStart.getAsBoolean()) {
                return stopped();
            }
            Ended ended = after(send());
            if (ended != null) {
                return ended;
            }
        }
    }

    private Reply send() {
        line.begin();
        Reply reply;
        try {
            reply = operation.ask(ask, line);
        } catch (RuntimeException defect) {
            reply = line.defective(operation.spec(), defect);
        }
        left |= !(reply instanceof Reply.NotSent);
        if (!(reply instanceof Reply.Throttled)) {
            gate.answered(leftAt);
        }
        return reply;
    }

    /** Null when the next send may follow. */
    private @Nullable Ended after(Reply reply) {
        return switch (reply) {
            case Reply.Found _, Reply.NotFound _, Reply.Blocked _, Reply.InvalidInput _ -> settled(reply, News.GOOD);
            case Reply.BadAnswer _ -> settled(reply, News.BAD);
            case Reply.AuthFailed _ -> stops(reply, Permission.Why.KEY_REJECTED);
            case Reply.OutOfCredits _ -> stops(reply, Permission.Why.OUT_OF_CREDITS);
            case Reply.Throttled throttled -> throttled(throttled);
            case Reply.Again again -> again(again);
            case Reply.Trouble trouble -> trouble(trouble, retry.retries(trouble.status()));
            case Reply.NotSent _ -> failed(reply, true);
            case Reply.Lost _ -> lost(reply);
        };
    }

    /** An answer that settles the asking, and what became of earlier sends that were lost. */
    private Ended settled(Reply reply, News news) {
        tries++;
        if (lost != null) {
            possibleMilli += operation.spec().paidBefore(reply);
        }
        return replied(reply, news, null);
    }

    private Ended stops(Reply reply, Permission.Why why) {
        tries++;
        return replied(lost == null ? reply : lost, News.GOOD, why);
    }

    private @Nullable Ended trouble(Reply.Trouble trouble, boolean again) {
        if (operation.spec().repeat() != Repeat.FREE) {
            possibleMilli += operation.spec().costMilli();
        }
        return failed(trouble, again);
    }

    private @Nullable Ended lost(Reply reply) {
        lost = reply;
        return failed(reply, operation.spec().repeat() == Repeat.FREE);
    }

    private @Nullable Ended failed(Reply reply, boolean again) {
        tries++;
        boolean interrupted = Thread.currentThread().isInterrupted();
        if (!again || interrupted || tries >= retry.tries() || !lane.budget().spend()) {
            return replied(lost == null ? reply : lost, interrupted ? News.NONE : News.BAD, null);
        }
        long longest = retry.delayAfter(tries).toNanos();
        return pause(longest == 0 ? 0 : tools.random().nextLong(longest)) ? nextTurn() : stopped();
    }

    private @Nullable Ended throttled(Reply.Throttled throttled) {
        long wait = gate.throttled(leftAt, throttled.retryAfter());
        throttledWait += wait;
        return throttledWait > maxWait ? requeue(wait) : nextTurn();
    }

    private @Nullable Ended again(Reply.Again again) {
        if (repeats == MOST_REPEATS) {
            return trouble(new Reply.Trouble(202, "still working after " + MOST_REPEATS + " repeats"), false);
        }
        repeats++;
        return pause(Math.min(again.after().toNanos(), maxWait)) ? nextTurn() : stopped();
    }

    /** Waits for the credential's next token. */
    private @Nullable Ended nextTurn() {
        try {
            return switch (gate.enterAgain(maxWait)) {
                case Gate.Turn.Come(long at) -> {
                    leftAt = at;
                    yield null;
                }
                case Gate.Turn.TooFar(long wait) -> requeue(wait);
            };
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return stopped();
        }
    }

    /** False when interrupted. */
    private boolean pause(long nanos) {
        CountDownLatch over = new CountDownLatch(1);
        Ticker.Alarm alarm = tools.ticker().alarm(nanos, over::countDown);
        try {
            over.await();
            return true;
        } catch (InterruptedException interrupted) {
            alarm.cancel();
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Ended requeue(long wait) {
        return lost == null
                ? new Ended(new Asked.Requeue(Duration.ofNanos(wait), tries, possibleMilli), News.GOOD, null)
                : replied(lost, News.BAD, null);
    }

    private Ended stopped() {
        return lost == null
                ? new Ended(new Asked.Stopped(tries, possibleMilli, left), News.NONE, null)
                : replied(lost, News.NONE, null);
    }

    private Ended replied(Reply reply, News news, Permission.@Nullable Why stop) {
        Duration took = Duration.ofNanos(tools.ticker().nanos() - firstAt);
        int status = line.last() instanceof Exchange.Answered answered ? answered.status() : 0;
        return new Ended(new Asked.Replied(reply, tries, possibleMilli, status, took), news, stop);
    }
}
