package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.chaos.inside.Provocation;
import dev.weir.acceptance.storage.DestinationServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;

/** The customer's database stands still for a while: connections stay open and nobody answers. */
final class DestinationHeld implements Fault {

    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(15);

    private final DestinationServer destination;
    private final Ending ending;

    DestinationHeld(DestinationServer destination, Ending ending) {
        this.destination = destination;
        this.ending = ending;
    }

    @Override
    public String name() {
        return "destination held still";
    }

    @Override
    public Duration bound() {
        return MOST.plusSeconds(20);
    }

    @Override
    public Set<Provocation> provokes() {
        return Set.of(Provocation.DESTINATION_AWAY);
    }

    @Override
    public String strike(SplittableRandom random) throws IOException, InterruptedException {
        try {
            destination.hold();
            ending.pause(Draw.between(random, LEAST, MOST));
        } finally {
            destination.release();
        }
        return "";
    }
}
