package dev.weir.acceptance.chaos.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;

/** A server lives for a while with a wall clock that is an hour ahead, or behind. */
final class ClockWrong implements Fault {

    private static final Duration WRONG = Duration.ofHours(1);
    private static final Duration LEAST = Duration.ofSeconds(4);
    private static final Duration MOST = Duration.ofSeconds(10);
    private static final int PARTS = 2;

    private final Victim victim;
    private final Thrown thrown;
    private final Duration longest;

    /** @param thrown what happens to it meanwhile. @param longest that the other one is away in its turn */
    ClockWrong(Victim victim, Thrown thrown, Duration longest) {
        this.victim = victim;
        this.thrown = thrown;
        this.longest = longest;
    }

    @Override
    public String name() {
        return "clock wrong";
    }

    @Override
    public Duration bound() {
        return Victim.START.multipliedBy(2).plus(longest.multipliedBy(2)).plusMinutes(2);
    }

    @Override
    public String strike(SplittableRandom random) throws IOException, InterruptedException {
        boolean ahead = random.nextBoolean();
        begin(ahead ? WRONG : WRONG.negated(), random);
        StringBuilder how = new StringBuilder(ahead ? "an hour ahead" : "an hour behind");
        for (int part = 0; part < PARTS; part++) {
            victim.pause(Draw.between(random, LEAST, MOST));
            how.append("; ").append(thrown.strike(random));
        }
        begin(Duration.ZERO, random);
        return how.toString();
    }

    /** Has it live with another clock, in its turn, until which points throw; and in the end at once. */
    private void begin(Duration clock, SplittableRandom random) throws IOException, InterruptedException {
        boolean turn = victim.mayFall();
        while (!turn && !victim.isOver()) {
            thrown.strike(random);
            turn = victim.mayFall();
        }
        try {
            victim.kill();
            victim.start(clock);
        } finally {
            if (turn) {
                victim.isBack();
            }
        }
    }
}
