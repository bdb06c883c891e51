package dev.weir.acceptance.chaos.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** A server is killed, or told to end, and stays away until there are two again. */
final class ServerAway implements Fault {

    private final Victim victim;
    private final Supplier<Duration> left;
    private final Duration most;

    /** @param left until there are two again. @param most the longest that this is */
    ServerAway(Victim victim, Supplier<Duration> left, Duration most) {
        this.victim = victim;
        this.left = left;
        this.most = most;
    }

    @Override
    public String name() {
        return "server away";
    }

    @Override
    public Duration bound() {
        return most.plus(Victim.START);
    }

    @Override
    public String strike(SplittableRandom random) throws IOException, InterruptedException {
        boolean kills = random.nextBoolean();
        if (kills) {
            long open = victim.kill();
            victim.pause(left.get());
            victim.start();
            return "killed, " + open + " calls were open";
        }
        victim.server().stop();
        victim.pause(left.get());
        victim.start();
        return "told to end";
    }
}
