package dev.weir.server.waterfall;

/**
 * What came of the calls that one place has answered.
 *
 * @param asked calls that were answered, at least 1
 * @param accepted answers that gave all that was wanted
 * @param partial answers of which only some was accepted
 */
public record HitRate(long asked, long accepted, long partial) {

    public HitRate {
        if (asked < 1 || accepted < 0 || partial < 0 || accepted + partial > asked) {
            throw new IllegalArgumentException(
                    "of 1 or more calls, no more are accepted: " + accepted + " and " + partial + " of " + asked);
        }
    }

    /** A declared share of finds counts as much as so many calls. */
    private static final long DECLARED = 10;

    /** What is taken of a place that was never measured, from the share of finds that its operation declares. */
    static HitRate declared(double share) {
        return new HitRate(DECLARED, Math.round(DECLARED * share), 0);
    }

    /** Both together. */
    public HitRate plus(HitRate other) {
        return new HitRate(asked + other.asked, accepted + other.accepted, partial + other.partial);
    }
}
