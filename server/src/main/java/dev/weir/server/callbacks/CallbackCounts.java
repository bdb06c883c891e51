package dev.weir.server.callbacks;

import java.time.Duration;
import java.util.List;

/**
 * What a node has made of what came in, since it started.
 *
 * @param processed rows of the inbox
 * @param failed tries that came to nothing, and were or are made again
 * @param lag from when they came to when they were processed, all together
 * @param answers that they carried, by provider and effect
 */
public record CallbackCounts(long processed, long failed, Duration lag, List<Answers> answers) {

    public CallbackCounts {
        answers = List.copyOf(answers);
    }

    /**
     * Answers of one provider that had one effect.
     *
     * @param waited from when their cells began to wait, all together
     * @param retries how often they had been handed over in vain before, all together
     */
    public record Answers(String provider, String effect, long count, Duration waited, long retries) {}
}
