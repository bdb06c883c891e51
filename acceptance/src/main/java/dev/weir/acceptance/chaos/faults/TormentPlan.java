package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.chaos.inside.Bug;
import dev.weir.acceptance.chaos.inside.Provocation;
import dev.weir.acceptance.temporal.Cluster;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a torment may do.
 *
 * @param vendors who may fail
 * @param cluster Temporal, where it is the engine
 * @param coverage what it chooses the cells of the matrix by, and goes on filling
 * @param phase how long there are two servers, or one, before it is the other way round
 * @param wanted all that is to happen; empty for everything
 * @param at points at which it is to happen; empty for those whose turn it is
 */
public record TormentPlan(
        FragileVendors vendors,
        Optional<Cluster> cluster,
        Coverage coverage,
        Duration phase,
        Set<Provocation> wanted,
        Set<String> at) {

    private static final Duration USUAL = Duration.ofSeconds(60);

    /** Without failing vendors, on PostgreSQL alone, with a matrix of its own. */
    public static TormentPlan usual() {
        return new TormentPlan(FragileVendors.SOUND, Optional.empty(), new Coverage(), USUAL, Set.of(), Set.of());
    }

    /** The same with those vendors failing. */
    public TormentPlan with(FragileVendors others) {
        return new TormentPlan(others, cluster, coverage, phase, wanted, at);
    }

    /** The same with Temporal as the engine. */
    public TormentPlan with(Cluster engine) {
        return new TormentPlan(vendors, Optional.of(engine), coverage, phase, wanted, at);
    }

    /** The same over the matrix of earlier runs. */
    public TormentPlan with(Coverage earlier) {
        return new TormentPlan(vendors, cluster, earlier, phase, wanted, at);
    }

    /** The same with phases of that length. */
    public TormentPlan with(Duration each) {
        return new TormentPlan(vendors, cluster, coverage, each, wanted, at);
    }

    /** The same with nothing but what is likely to bring out that bug. */
    public TormentPlan with(Bug bug) {
        return new TormentPlan(vendors, cluster, coverage, phase, bug.needs(), bug.at());
    }

    /** The same without what takes as long as a lease: nobody stands still, has a wrong clock, or is away for long. */
    public TormentPlan briefly() {
        Set<Provocation> brief = EnumSet.allOf(Provocation.class);
        brief.removeAll(Set.of(Provocation.STALL, Provocation.CLOCK));
        return new TormentPlan(vendors, cluster, coverage, phase, Set.copyOf(brief), at);
    }
}
