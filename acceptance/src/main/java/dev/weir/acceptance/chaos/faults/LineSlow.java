package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.chaos.Relay;
import java.time.Duration;
import java.util.SplittableRandom;

/** Whatever is sent over a line arrives later for a while. */
final class LineSlow extends LineFault {

    private static final Duration LEAST = Duration.ofSeconds(3);
    private static final Duration MOST = Duration.ofSeconds(12);
    private static final Duration LEAST_LATE = Duration.ofMillis(2);
    private static final Duration MOST_LATE = Duration.ofMillis(60);

    LineSlow(String line, Relay relay, boolean toDatabase, Ending ending) {
        super(line + " slow", relay, toDatabase, MOST, ending);
    }

    @Override
    public String strike(SplittableRandom random) throws InterruptedException {
        Duration late = Draw.between(random, LEAST_LATE, MOST_LATE);
        try {
            relay.slow(late);
            ending.pause(Draw.between(random, LEAST, MOST));
        } finally {
            relay.mend();
        }
        return "by " + late.toMillis() + " ms";
    }
}
