package dev.weir.server.callbacks;

import java.time.Duration;

/**
 * What a node has made of what came in, since it started.
 *
 * @param processed rows of the inbox
 * @param failed tries that came to nothing, and were or are made again
 * @param lag from when they came to when they were processed, all together
 */
public record CallbackCounts(long processed, long failed, Duration lag) {}
