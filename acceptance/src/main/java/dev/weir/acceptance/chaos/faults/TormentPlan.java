package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.temporal.Cluster;
import java.time.Duration;
import java.util.Optional;

/**
 * What a torment may do.
 *
 * @param vendors who may fail
 * @param cluster Temporal, where it is the engine
 * @param coverage what it chooses the cells of the matrix by, and goes on filling
 * @param phase how long there are two servers, or one, before it is the other way round
 */
public record TormentPlan(FragileVendors vendors, Optional<Cluster> cluster, Coverage coverage, Duration phase) {

    private static final Duration USUAL = Duration.ofSeconds(60);

    /** Without failing vendors, on PostgreSQL alone, with a matrix of its own. */
    public static TormentPlan usual() {
        return new TormentPlan(FragileVendors.SOUND, Optional.empty(), new Coverage(), USUAL);
    }

    /** The same with those vendors failing. */
    public TormentPlan with(FragileVendors others) {
        return new TormentPlan(others, cluster, coverage, phase);
    }

    /** The same with Temporal as the engine. */
    public TormentPlan with(Cluster engine) {
        return new TormentPlan(vendors, Optional.of(engine), coverage, phase);
    }

    /** The same over the matrix of earlier runs. */
    public TormentPlan with(Coverage earlier) {
        return new TormentPlan(vendors, cluster, earlier, phase);
    }

    /** The same with phases of that length. */
    public TormentPlan with(Duration each) {
        return new TormentPlan(vendors, cluster, coverage, each);
    }
}
