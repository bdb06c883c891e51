package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.ProcFiles;
import dev.weir.acceptance.Waiting;
import dev.weir.acceptance.chaos.inside.Arming;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** A server stands still at a point for longer than its lease, and goes on there. */
final class StalledAtPoint implements Fault {

    private static final Duration PATIENCE = Duration.ofSeconds(6);

    /** Of which the first one counts: many points are seldom come to. */
    private static final int AT_ONCE = 4;

    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final Victim victim;
    private final Aim aim;

    StalledAtPoint(Victim victim, Aim aim) {
        this.victim = victim;
        this.aim = aim;
    }

    @Override
    public String name() {
        return "stall at a point";
    }

    @Override
    public Duration bound() {
        return Duration.ofMinutes(2);
    }

    @Override
    public String strike(SplittableRandom random) throws IOException, InterruptedException {
        List<Aim.Hit> hits = aim.shoot(Arming.Action.STALL, AT_ONCE, PATIENCE, random);
        if (hits.isEmpty()) {
            return "nobody came there";
        }
        Aim.Hit hit = hits.getFirst();
        long pid = victim.server().pid().orElseThrow(() -> new IOException("it is not there"));
        if (!Waiting.until(() -> ProcFiles.isStopped(pid), LOOK, STOP)) {
            throw new IOException("it should have stopped at " + hit.cell().point());
        }
        return hit.cell().point() + ", " + victim.standStill(hit.at(), random) + " calls were open";
    }
}
