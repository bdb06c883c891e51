package dev.weir.bench;

import java.time.Duration;

/**
 * How much the latency bench runs.
 *
 * @param jobs of one row, timed on the idle engine and again beside the large job
 * @param large rows of the job that runs meanwhile; whenever it ends before the small ones, another one follows
 * @param warmUpRows run before anything that counts
 * @param cpuPercent of the machine that engine and PostgreSQL are paced to
 * @param inLine how long a pace takes until all rows go by it, see {@link Pacer}
 */
public record LatencyOptions(int jobs, int large, int warmUpRows, int cpuPercent, Duration inLine) {

    /** About three minutes on two quiet cores. */
    public static final LatencyOptions DEFAULT =
            new LatencyOptions(400, 1_000_000, 200_000, 70, Duration.ofSeconds(11));

    public LatencyOptions {
        Options.between("one-row jobs", jobs, 10, 10_000);
        Options.between("rows of the large job", large, 1_000, 10_000_000);
        Options.between("warm-up rows", warmUpRows, 1_000, 1_000_000);
        Options.between("percent of the machine", cpuPercent, 5, 95);
    }

    /** Everything small: shows that all figures come out, not what they are. */
    public static LatencyOptions quick() {
        return new LatencyOptions(10, 5_000, 2_000, 10, Duration.ZERO);
    }

    public LatencyOptions withJobs(int other) {
        return new LatencyOptions(other, large, warmUpRows, cpuPercent, inLine);
    }

    public LatencyOptions withLarge(int other) {
        return new LatencyOptions(jobs, other, warmUpRows, cpuPercent, inLine);
    }
}
