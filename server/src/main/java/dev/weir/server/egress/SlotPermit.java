package dev.weir.server.egress;

import dev.weir.provider.Ask;
import dev.weir.provider.Exchange;
import dev.weir.provider.Heard;
import dev.weir.provider.LateOperation;
import dev.weir.provider.Operation;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.provider.Submitted;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A permit that holds a slot of its gate and, at times, the place of a probe. */
final class SlotPermit implements Permit {

    private enum Stage {
        GRANTED,
        ASKED,
        CLOSED
    }

    private final Tools tools;
    private final Lane lane;
    private final Gate gate;
    private final Access access;
    private final Breaker.Admission admission;
    private final long enteredAt;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.GRANTED);

    SlotPermit(Tools tools, Lane lane, Gate gate, Access access, Breaker.Admission admission, long enteredAt) {
        this.tools = tools;
        this.lane = lane;
        this.gate = gate;
        this.access = access;
        this.admission = admission;
        this.enteredAt = enteredAt;
    }

    @Override
    public Asked ask(Operation operation, Ask ask, Duration deadline, RetryPolicy retry, BooleanSupplier mayStart) {
        if (!stage.compareAndSet(Stage.GRANTED, Stage.ASKED)) {
            throw new IllegalStateException("a permit is for one asking");
        }
        Line line = new Line(access, tools.wires().to(access), deadline, tools.failpoint());
        Asking asking = new Asking(tools, lane, gate, operation, ask, line, retry, enteredAt);
        Asking.Ended ended = run(asking, mayStart);
        switch (ended.news()) {
            case GOOD -> lane.breaker().ended(admission, false);
            case BAD -> lane.breaker().ended(admission, true);
            case NONE -> lane.breaker().endedWithoutNews(admission);
        }
        if (ended.stop() != null) {
            lane.breaker().stop(admission, ended.stop());
        }
        tools.counts().ended(access.key().provider(), ended.asked());
        return ended.asked();
    }

    /** What is thrown here says nothing of the provider, and must not leave a probe's place taken until it lapses. */
    private Asking.Ended run(Asking asking, BooleanSupplier mayStart) {
        boolean ended = false;
        try {
            Asking.Ended end = asking.run(mayStart);
            ended = true;
            return end;
        } finally {
            if (!ended) {
                lane.breaker().endedWithoutNews(admission);
            }
        }
    }

    @Override
    public Submitted submit(LateOperation operation, Submission submission) {
        return once(
                operation,
                exchange -> operation.submit(submission, exchange),
                Submitted.Refused::new,
                submitted -> submitted instanceof Submitted.Refused(Reply reply) ? reply : null);
    }

    @Override
    public Heard poll(LateOperation operation, Submission submission, String vendorId) {
        return once(
                operation, exchange -> operation.poll(submission, vendorId, exchange), Heard::nothing, Heard::trouble);
    }

    /**
     * One send without repeats: whoever gathers submissions repeats them.
     *
     * @param failed what is answered for a reply that stands for the whole
     * @param trouble the reply that stands for the whole; null when the vendor did what it was asked
     */
    private <T> T once(
            LateOperation operation,
            Function<Exchange, T> call,
            Function<Reply, T> failed,
            Function<T, @Nullable Reply> trouble) {
        if (!stage.compareAndSet(Stage.GRANTED, Stage.ASKED)) {
            throw new IllegalStateException("a permit is for one asking");
        }
        Line line = new Line(access, tools.wires().to(access), operation.spec().deadline(), tools.failpoint());
        long began = tools.ticker().nanos();
        T answer;
        boolean ended = false;
        try {
            answer = call.apply(line);
            ended = true;
        } catch (RuntimeException defect) {
            answer = failed.apply(line.defective(operation.spec(), defect));
            ended = true;
        } finally {
            if (!ended) {
                lane.breaker().endedWithoutNews(admission);
            }
        }
        Reply reply = trouble.apply(answer);
        if (reply instanceof Reply.Throttled(Duration retryAfter)) {
            gate.throttled(enteredAt, retryAfter);
        } else {
            gate.answered(enteredAt);
        }
        lane.breaker().ended(admission, isBad(reply));
        if (reply instanceof Reply.AuthFailed) {
            lane.breaker().stop(admission, Permission.Why.KEY_REJECTED);
        } else if (reply instanceof Reply.OutOfCredits) {
            lane.breaker().stop(admission, Permission.Why.OUT_OF_CREDITS);
        }
        tools.counts()
                .ended(
                        access.key().provider(),
                        reply == null ? Submitted.Accepted.class : reply.getClass(),
                        tools.ticker().nanos() - began);
        return answer;
    }

    private static boolean isBad(@Nullable Reply reply) {
        return reply instanceof Reply.NotSent
                || reply instanceof Reply.Lost
                || reply instanceof Reply.Trouble
                || reply instanceof Reply.BadAnswer;
    }

    @Override
    public boolean isProbe() {
        return admission.probe() != 0;
    }

    @Override
    public void close() {
        Stage before = stage.getAndSet(Stage.CLOSED);
        if (before == Stage.CLOSED) {
            return;
        }
        gate.leave();
        if (before == Stage.GRANTED) {
            lane.breaker().endedWithoutNews(admission);
        }
    }
}
