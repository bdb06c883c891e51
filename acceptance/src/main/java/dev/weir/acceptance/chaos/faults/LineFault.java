package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.chaos.Relay;
import dev.weir.acceptance.chaos.inside.Provocation;
import java.time.Duration;
import java.util.Set;

/** Something that happens to a line. */
abstract class LineFault implements Fault {

    private static final Duration BEYOND = Duration.ofSeconds(5);

    final Relay relay;
    final Ending ending;
    private final String name;
    private final boolean toDatabase;
    private final Duration bound;

    /**
     * @param name of the line and of what happens to it
     * @param toDatabase whether it is the one between the servers and their database
     * @param most how long it is meant to last at most
     */
    LineFault(String name, Relay relay, boolean toDatabase, Duration most, Ending ending) {
        this.name = name;
        this.relay = relay;
        this.toDatabase = toDatabase;
        this.bound = most.plus(BEYOND);
        this.ending = ending;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Duration bound() {
        return bound;
    }

    @Override
    public final boolean hindersStarts() {
        return toDatabase;
    }

    @Override
    public final Set<Provocation> provokes() {
        return Set.of(toDatabase ? Provocation.COMMIT_UNHEARD : Provocation.REQUEST_REPEATED);
    }
}
