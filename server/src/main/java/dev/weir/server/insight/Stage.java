package dev.weir.server.insight;

import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Step;

/**
 * One provider's part in one step's waterfall.
 *
 * @param provider the place's key
 */
public record Stage(String step, String provider, Part part) {

    /** What it is asked for. */
    public enum Part {
        /** To find. */
        FINDS,
        /** To find what counts only when others have verified it. */
        FINDS_TO_BE_VERIFIED,
        /** To verify what others have found, behind however many of them it stands. */
        VERIFIES
    }

    static Stage of(Step step, Place place) {
        if (place.verifies()) {
            return new Stage(step.name(), place.key(), Part.VERIFIES);
        }
        return new Stage(step.name(), place.key(), step.verifiers().isEmpty() ? Part.FINDS : Part.FINDS_TO_BE_VERIFIED);
    }

    public boolean verifies() {
        return part == Part.VERIFIES;
    }
}
