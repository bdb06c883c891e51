package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.Deadline;
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
        // One that is told to end may take longer than that.
        Deadline back = Deadline.in(left.get());
        if (kills) {
            long open = victim.kill();
            victim.pause(back.left());
            victim.start();
            return "killed, " + open + " calls were open";
        }
        victim.server().stop();
        victim.pause(back.left());
        victim.start();
        return "told to end";
    }
}
