package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.chaos.inside.Provocation;
import dev.weir.acceptance.storage.DestinationServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;

/** The customer's database dies and comes back after a while. */
final class DestinationGone implements Fault {

    private static final Duration MOST = Duration.ofSeconds(12);

    private final DestinationServer destination;
    private final Ending ending;

    DestinationGone(DestinationServer destination, Ending ending) {
        this.destination = destination;
        this.ending = ending;
    }

    @Override
    public String name() {
        return "destination killed";
    }

    @Override
    public Duration bound() {
        return MOST.plusSeconds(60);
    }

    @Override
    public Set<Provocation> provokes() {
        return Set.of(Provocation.DESTINATION_AWAY);
    }

    @Override
    public String strike(SplittableRandom random) throws IOException, InterruptedException {
        try {
            destination.kill();
            ending.pause(Draw.between(random, Duration.ZERO, MOST));
        } finally {
            destination.start();
        }
        return "";
    }
}
