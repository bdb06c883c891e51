package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.chaos.Relay;
import java.time.Duration;
import java.util.SplittableRandom;

/** All connections of a line break off, some times in a row; new ones are let through. */
final class LineDropped extends LineFault {

    private static final Duration LEAST = Duration.ofMillis(20);
    private static final Duration MOST = Duration.ofMillis(1_500);
    private static final int TIMES = 4;

    LineDropped(String line, Relay relay, boolean toDatabase, Ending ending) {
        super(line + " dropped", relay, toDatabase, MOST.multipliedBy(TIMES), ending);
    }

    @Override
    public String strike(SplittableRandom random) throws InterruptedException {
        long before = relay.broken();
        for (int times = 1 + random.nextInt(TIMES); times > 0; times--) {
            relay.drop();
            ending.pause(Draw.between(random, LEAST, MOST));
        }
        return (relay.broken() - before) / 2 + " connections";
    }
}
