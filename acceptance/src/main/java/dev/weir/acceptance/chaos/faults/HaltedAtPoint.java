package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.Waiting;
import dev.weir.acceptance.chaos.inside.Arming;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** A server dies at a point, and returns after a moment or after more than its lease. */
final class HaltedAtPoint implements Fault {

    private static final Duration PATIENCE = Duration.ofSeconds(6);

    /** Of which the first one counts: many points are seldom come to. */
    private static final int AT_ONCE = 4;

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration DEATH = Duration.ofSeconds(20);

    private final Victim victim;
    private final Aim aim;

    HaltedAtPoint(Victim victim, Aim aim) {
        this.victim = victim;
        this.aim = aim;
    }

    @Override
    public String name() {
        return "halt at a point";
    }

    @Override
    public Duration bound() {
        return Victim.START.plusMinutes(1);
    }

    @Override
    public String strike(SplittableRandom random) throws IOException, InterruptedException {
        List<Aim.Hit> hits = aim.shoot(Arming.Action.HALT, AT_ONCE, PATIENCE, random);
        if (hits.isEmpty()) {
            return "nobody came there";
        }
        Aim.Hit hit = hits.getFirst();
        if (!Waiting.until(() -> victim.server().hasDied(), LOOK, DEATH)) {
            throw new IOException("it should have died at " + hit.cell().point());
        }
        long open = victim.died(hit.at());
        Duration absence = victim.absence(random);
        victim.pause(absence);
        victim.start();
        return hit.cell().point() + ", " + open + " calls were open, back after " + Draw.seconds(absence);
    }
}
