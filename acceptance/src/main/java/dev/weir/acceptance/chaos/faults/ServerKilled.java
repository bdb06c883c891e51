package dev.weir.acceptance.chaos.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;

/** SIGKILL of a server at any moment, and its return after a moment or after more than its lease. */
final class ServerKilled implements Fault {

    private final Victim victim;

    ServerKilled(Victim victim) {
        this.victim = victim;
    }

    @Override
    public String name() {
        return "server killed";
    }

    @Override
    public Duration bound() {
        return Victim.START.plusMinutes(1);
    }

    @Override
    public String strike(SplittableRandom random) throws IOException, InterruptedException {
        long open = victim.kill();
        Duration absence = victim.absence(random);
        victim.pause(absence);
        victim.start();
        return open + " calls were open, back after " + Draw.seconds(absence);
    }
}
