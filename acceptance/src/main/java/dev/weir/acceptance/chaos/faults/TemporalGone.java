package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.temporal.Cluster;
import java.time.Duration;
import java.util.SplittableRandom;

/** Temporal's server is stopped, or killed, and comes back after a while. */
final class TemporalGone implements Fault {

    private static final Duration LEAST = Duration.ofSeconds(2);
    private static final Duration MOST = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final Ending ending;

    TemporalGone(Cluster cluster, Ending ending) {
        this.cluster = cluster;
        this.ending = ending;
    }

    @Override
    public String name() {
        return "Temporal away";
    }

    @Override
    public Duration bound() {
        return MOST.plusSeconds(90);
    }

    @Override
    public boolean hindersStarts() {
        return true;
    }

    @Override
    public String strike(SplittableRandom random) throws InterruptedException {
        boolean kills = random.nextBoolean();
        try {
            if (kills) {
                cluster.kill();
            } else {
                cluster.stop();
            }
            ending.pause(Draw.between(random, LEAST, MOST));
        } finally {
            cluster.start();
        }
        return kills ? "killed" : "stopped";
    }
}
