package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.chaos.Relay;
import java.time.Duration;
import java.util.SplittableRandom;

/** All connections of a line break off, some times in a row; new ones are let through. */
final class LineDropped implements Fault {

    private static final Duration LEAST = Duration.ofMillis(20);
    private static final Duration MOST = Duration.ofMillis(1_500);
    private static final int TIMES = 4;

    private final String line;
    private final Relay relay;
    private final boolean toDatabase;
    private final Ending ending;

    LineDropped(String line, Relay relay, boolean toDatabase, Ending ending) {
        this.line = line;
        this.relay = relay;
        this.toDatabase = toDatabase;
        this.ending = ending;
    }

    @Override
    public String name() {
        return line + " dropped";
    }

    @Override
    public Duration bound() {
        return MOST.multipliedBy(TIMES).plusSeconds(5);
    }

    @Override
    public boolean hindersStarts() {
        return toDatabase;
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
