package dev.weir.acceptance.chaos.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;

/** A server lives for a while with a wall clock that is an hour ahead, or behind. */
final class ClockWrong implements Fault {

    private static final Duration WRONG = Duration.ofHours(1);
    private static final Duration LEAST = Duration.ofSeconds(4);
    private static final Duration MOST = Duration.ofSeconds(10);
    private static final int PARTS = 3;

    private final Victim victim;
    private final Thrown thrown;

    /** @param thrown what happens to it meanwhile */
    ClockWrong(Victim victim, Thrown thrown) {
        this.victim = victim;
        this.thrown = thrown;
    }

    @Override
    public String name() {
        return "clock wrong";
    }

    @Override
    public Duration bound() {
        return Victim.START.multipliedBy(2).plusMinutes(1);
    }

    @Override
    public String strike(SplittableRandom random) throws IOException, InterruptedException {
        boolean ahead = random.nextBoolean();
        victim.kill();
        victim.start(ahead ? WRONG : WRONG.negated());
        StringBuilder how = new StringBuilder(ahead ? "an hour ahead" : "an hour behind");
        for (int part = 0; part < PARTS; part++) {
            victim.pause(Draw.between(random, LEAST, MOST));
            how.append("; ").append(thrown.strike(random));
        }
        victim.kill();
        victim.start();
        return how.toString();
    }
}
