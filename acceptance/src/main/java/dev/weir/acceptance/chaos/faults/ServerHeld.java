package dev.weir.acceptance.chaos.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;

/** SIGSTOP of a server for longer than its lease, at any moment. */
final class ServerHeld implements Fault {

    private final Victim victim;

    ServerHeld(Victim victim) {
        this.victim = victim;
    }

    @Override
    public String name() {
        return "server held still";
    }

    @Override
    public Duration bound() {
        return Duration.ofMinutes(2);
    }

    @Override
    public String strike(SplittableRandom random) throws IOException, InterruptedException {
        return victim.standStill(System.nanoTime(), random) + " calls were open";
    }
}
