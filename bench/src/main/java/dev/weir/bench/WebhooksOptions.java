package dev.weir.bench;

/**
 * How much the bench of webhooks runs.
 *
 * @param jobs of one row, each of which has an event at its end
 * @param receivers that hear of each
 */
public record WebhooksOptions(int jobs, int receivers) {

    /** A few minutes on two quiet cores. */
    public static final WebhooksOptions DEFAULT = new WebhooksOptions(2_000, 10);

    public WebhooksOptions {
        Options.between("jobs", jobs, 1, 1_000_000);
        Options.between("receivers", receivers, 1, 10);
    }

    /** Everything small: shows that all figures come out, not what they are. */
    public static WebhooksOptions quick() {
        return new WebhooksOptions(20, 3);
    }

    public WebhooksOptions withJobs(int other) {
        return new WebhooksOptions(other, receivers);
    }
}
