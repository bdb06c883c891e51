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
 * @param found of asked, remembered and followed: a usable answer that gave what was wanted, accepted or not; of one that
 *     verifies, it told a status
 * @param accepted of found: something of it was accepted; where finds are verified, before they were
 * @param verified of accepted: where finds are verified, those that stood; else those that the same answer calls valid,
 *     and null where its field has no such status
 * @param inDoubt calls whose answer nobody has
 * @param charged less {@code refunded}
 * @param refunded what came back for finds that did not stand when they were verified
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
        long refunded,
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

    /** Finds that count in the end: those that stood where finds are verified, else those accepted. */
    public long counted() {
        Long stood = verified;
        return stage.part() == Stage.Part.FINDS_TO_BE_VERIFIED && stood != null ? stood : accepted;
    }
}
