package dev.weir.acceptance.chaos.faults;

import com.google.common.collect.Range;
import dev.weir.acceptance.chaos.inside.Arming.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an installation went through.
 *
 * @param lasted from the first fault until all was healed
 * @param struck how often each fault did
 * @param deaths of servers
 * @param stalls of servers, each longer than a lease
 * @param openAtDeaths calls that were under way at servers when they died, or anywhere when the database did: the charges that
 *     crossed a crash
 * @param openAtStalls calls that were under way at servers when they were held still
 * @param still when any server stood still
 * @param over when all was healed
 * @param uncounted deaths and stalls of which no call was counted, because the database was away
 * @param recovery how soon work went on
 * @param coverage of the matrix, other runs over the same included
 * @param troubles what has to be looked at: servers that died by themselves or did not start, faults that did not do what they
 *     should, or for too long
 */
public record Ordeal(
        Duration lasted,
        Map<String, Integer> struck,
        int deaths,
        int stalls,
        long openAtDeaths,
        long openAtStalls,
        List<Range<Instant>> still,
        Instant over,
        int uncounted,
        Recovery recovery,
        Coverage coverage,
        List<String> troubles) {

    public Ordeal {
        struck = new TreeMap<>(struck);
        still = List.copyOf(still);
        troubles = List.copyOf(troubles);
    }

    /** All of it but the cells that were not had. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        struck.forEach((fault, times) -> lines.add(String.format(Locale.ROOT, "  %-28s %,6d times", fault, times)));
        lines.add(String.format(
                Locale.ROOT,
                "  %,d deaths and %,d stalls; %,d calls crossed a crash and %,d a stall; %d could not be counted",
                deaths,
                stalls,
                openAtDeaths,
                openAtStalls,
                uncounted));
        lines.addAll(recovery.lines());
        for (Action action : Action.values()) {
            for (int up = 1; up <= 2; up++) {
                lines.add(String.format(
                        Locale.ROOT,
                        "  %s with %d up: %d of %d named moments, %d of %d moments of commits",
                        action.name().toLowerCase(Locale.ROOT),
                        up,
                        coverage.had(action, up, false),
                        coverage.points(false),
                        coverage.had(action, up, true),
                        coverage.points(true)));
            }
        }
        troubles.forEach(trouble -> lines.add("  ! " + trouble));
        return lines;
    }
}
