package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.chaos.inside.Arming;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Some points of a server throw, which it has to live through. */
final class Thrown implements Fault {

    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final int AT_ONCE = 8;

    private final Aim aim;

    Thrown(Aim aim) {
        this.aim = aim;
    }

    @Override
    public String name() {
        return "points throw";
    }

    @Override
    public Duration bound() {
        return Duration.ofSeconds(30);
    }

    @Override
    public String strike(SplittableRandom random) throws IOException, InterruptedException {
        List<Aim.Hit> hits = aim.shoot(Arming.Action.THROW, 1 + random.nextInt(AT_ONCE), PATIENCE, random);
        return hits.stream().map(hit -> hit.cell().point()).sorted().collect(Collectors.joining(" "));
    }
}
