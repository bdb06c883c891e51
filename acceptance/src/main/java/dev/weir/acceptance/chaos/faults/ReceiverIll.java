package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.chaos.inside.Provocation;
import dev.weir.acceptance.temporal.Receiver;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;

/** The customer's server answers with 500, or nobody at all, for a while. */
final class ReceiverIll implements Fault {

    private static final Duration LEAST = Duration.ofSeconds(2);
    private static final Duration MOST = Duration.ofSeconds(15);
    private static final int BROKEN = 500;

    private final Receiver receiver;
    private final Ending ending;

    ReceiverIll(Receiver receiver, Ending ending) {
        this.receiver = receiver;
        this.ending = ending;
    }

    @Override
    public String name() {
        return "receiver out of order";
    }

    @Override
    public Duration bound() {
        return MOST.plusSeconds(5);
    }

    @Override
    public Set<Provocation> provokes() {
        return Set.of(Provocation.RECEIVER_ILL);
    }

    @Override
    public String strike(SplittableRandom random) throws InterruptedException {
        boolean hangs = random.nextBoolean();
        try {
            if (hangs) {
                receiver.hang();
            } else {
                receiver.refuse(BROKEN);
            }
            ending.pause(Draw.between(random, LEAST, MOST));
        } finally {
            receiver.heal();
        }
        return hangs ? "it answers nobody" : "it answers " + BROKEN;
    }
}
