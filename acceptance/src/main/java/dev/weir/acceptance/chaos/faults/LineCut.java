package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.chaos.Relay;
import java.time.Duration;
import java.util.SplittableRandom;

/** Nobody gets through a line for seconds. */
final class LineCut implements Fault {

    private static final Duration LEAST = Duration.ofMillis(500);
    private static final Duration MOST = Duration.ofSeconds(10);

    private final String line;
    private final Relay relay;
    private final boolean toDatabase;
    private final Ending ending;

    LineCut(String line, Relay relay, boolean toDatabase, Ending ending) {
        this.line = line;
        this.relay = relay;
        this.toDatabase = toDatabase;
        this.ending = ending;
    }

    @Override
    public String name() {
        return line + " cut";
    }

    @Override
    public Duration bound() {
        return MOST.plusSeconds(5);
    }

    @Override
    public boolean hindersStarts() {
        return toDatabase;
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
