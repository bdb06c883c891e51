package dev.weir.acceptance;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How often workers have died at each place, how often they are about to, and how often they still have to. */
final class Deaths {

    private final int wanted;
    private final Map<String, Integer> died = new HashMap<>();
    private final Map<String, Integer> armed = new HashMap<>();
    private int inFlight;

    Deaths(int wanted) {
        this.wanted = wanted;
    }

    /** Deaths that have neither happened nor been arranged. */
    int owed() {
        return wanted - count() - sum(armed);
    }

    int count() {
        return sum(died);
    }

    /** The place that has had the fewest; null when enough has been arranged. */
    @Nullable
    String arm() {
        if (owed() <= 0) {
            return null;
        }
        String place = Trap.PLACES.stream()
                .min(Comparator.comparingInt(one -> died.getOrDefault(one, 0) + armed.getOrDefault(one, 0)))
                .orElseThrow();
        armed.merge(place, 1, Integer::sum);
        return place;
    }

    /** The trap has sprung. @param withOpenIntents whether calls were, or may have been, on their way */
    void died(String place, boolean withOpenIntents) {
        disarm(place);
        died.merge(place, 1, Integer::sum);
        inFlight += withOpenIntents ? 1 : 0;
    }

    /** The worker came to the job's end, or was stopped, without coming to the place often enough. */
    void disarm(String place) {
        armed.merge(place, -1, Integer::sum);
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    void report(Showing showing) {
        showing.figure("deaths at failpoints", count());
        Trap.PLACES.forEach(place -> showing.figure("  at " + place, died.getOrDefault(place, 0)));
        showing.figure("deaths with an open intent", inFlight);
        showing.mustHold(count() == wanted, wanted + " deaths at failpoints");
        int each = wanted < Trap.PLACES.size() ? 0 : Math.max(1, wanted / Trap.PLACES.size() - 1);
        showing.mustHold(
                Trap.PLACES.stream().allMatch(place -> died.getOrDefault(place, 0) >= each),
                "at least " + each + " deaths at each failpoint");
    }
}
