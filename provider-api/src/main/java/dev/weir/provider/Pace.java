package dev.weir.provider;

/**
 * How fast one credential may ask, over all nodes together.
 *
 * @param perSecond calls per second; 0 when the vendor names no limit
 * @param perMinute calls per minute; 0 when the vendor names no limit
 * @param concurrency calls in flight at once, at least 1
 */
public record Pace(int perSecond, int perMinute, int concurrency) {

    public Pace {
        if (perSecond < 0 || perMinute < 0 || concurrency < 1) {
            throw new IllegalArgumentException("a pace is 0 (no limit) or more, its concurrency at least 1: per second "
                    + perSecond + ", per minute " + perMinute + ", concurrency " + concurrency);
        }
    }

    /** No limit but the number of calls in flight. */
    public static Pace unlimited(int concurrency) {
        return new Pace(0, 0, concurrency);
    }
}
