package dev.weir.server.egress;

import dev.weir.provider.Ask;
import dev.weir.provider.Operation;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

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
    public Asked ask(Operation operation, Ask ask, RetryPolicy retry, BooleanSupplier mayStart) {
        if (!stage.compareAndSet(Stage.GRANTED, Stage.ASKED)) {
            throw new IllegalStateException("a permit is for one asking");
        }
        Line line = new Line(access, tools.wires().to(access), operation.spec().deadline(), tools.failpoint());
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
