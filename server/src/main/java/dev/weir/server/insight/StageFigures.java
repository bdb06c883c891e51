package dev.weir.server.insight;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of one stage. Money in 1/1000: credits for the customer, the vendor's own unit for the vendor.
 *
 * @param asked calls of its own that were settled
 * @param remembered answers from before, used in place of a call
 * @param followed answers of other rows' calls of the same moment
 * @param notAsked turns passed over, by reason
 * @param found of asked, remembered and followed: a usable answer that gave what was wanted, accepted or not
 * @param accepted of found: something of it was accepted
 * @param verified of accepted: the same answer calls the value valid; null where its field has no such status
 * @param inDoubt calls whose answer nobody has
 * @param p50Millis half of the asked calls took no longer, tries included; null when none was asked
 * @param p95Millis 95 of 100 took no longer
 * @param askingMillis what all asked calls took together
 */
public record StageFigures(
        Stage stage,
        String unit,
        long asked,
        long remembered,
        long followed,
        Map<String, Long> notAsked,
        long found,
        long accepted,
        @Nullable Long verified,
        long inDoubt,
        long charged,
        long vendorCertain,
        long vendorPossible,
        @Nullable Integer p50Millis,
        @Nullable Integer p95Millis,
        long askingMillis) {

    public StageFigures {
        notAsked = Map.copyOf(notAsked);
    }

    /** Answers there were, whoever paid for them. */
    public long answers() {
        return asked + remembered + followed;
    }

    /** Turns there were: {@link #answers}, those passed over, and those in doubt. */
    public long turns() {
        return answers()
                + inDoubt
                + notAsked.values().stream().mapToLong(Long::longValue).sum();
    }
}
