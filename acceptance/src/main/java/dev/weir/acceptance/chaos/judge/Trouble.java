package dev.weir.acceptance.chaos.judge;

import com.google.common.collect.Range;
import java.time.Instant;
import java.util.List;

/**
 * What a judge has to know of the faults.
 *
 * @param still when any server stood still
 * @param over when all was healed; before that nobody has put Weir's clock forward
 */
public record Trouble(List<Range<Instant>> still, Instant over) {

    public Trouble {
        still = List.copyOf(still);
    }
}
