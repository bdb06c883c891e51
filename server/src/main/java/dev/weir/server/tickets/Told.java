package dev.weir.server.tickets;

import java.util.List;
import java.util.Set;

/**
 * What came of all that a call-back, or asking how far a submission is, has told.
 *
 * @param effects one for each answer, and for each item that the end left without one
 * @param unknown keys of answers to nothing of this submission
 * @param ended whether nothing more is expected of it
 */
public record Told(List<Effect> effects, Set<String> unknown, boolean ended) {

    public Told {
        effects = List.copyOf(effects);
        unknown = Set.copyOf(unknown);
    }
}
