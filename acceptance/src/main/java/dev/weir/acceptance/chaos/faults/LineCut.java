package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.chaos.Relay;
import java.time.Duration;
import java.util.SplittableRandom;

/** Nobody gets through a line for seconds. */
final class LineCut extends LineFault {

    private static final Duration LEAST = Duration.ofMillis(500);
    private static final Duration MOST = Duration.ofSeconds(10);

    LineCut(String line, Relay relay, boolean toDatabase, Ending ending) {
        super(line + " cut", relay, toDatabase, MOST, ending);
    }

    @Override
    public String strike(SplittableRandom random) throws InterruptedException {
        try {
            relay.cut();
            ending.pause(Draw.between(random, LEAST, MOST));
        } finally {
            relay.mend();
        }
        return "";
    }
}
