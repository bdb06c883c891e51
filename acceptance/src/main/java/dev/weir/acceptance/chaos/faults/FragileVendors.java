package dev.weir.acceptance.chaos.faults;

import java.util.List;

/**
 * Which vendors may fail, so that the results of jobs that ask others do not depend on it.
 *
 * @param brittle those that go down
 * @param leaky those whose answers are lost on their way, which leaves calls in doubt
 * @param late those whose answers to submissions are lost on their way, so that nobody knows whether they were taken
 * @param poor those where our credits run out
 * @param usual the sandbox's settings for all of them when they are well: a document with {@code outage}, {@code faults} and
 *     {@code credits} of each
 */
public record FragileVendors(
        List<String> brittle, List<String> leaky, List<String> late, List<String> poor, String usual) {

    public FragileVendors {
        brittle = List.copyOf(brittle);
        leaky = List.copyOf(leaky);
        late = List.copyOf(late);
        poor = List.copyOf(poor);
    }

    /** None ever fails. */
    public static final FragileVendors SOUND = new FragileVendors(List.of(), List.of(), List.of(), List.of(), "{}");

    /**
     * One in every way, and one that answers later by losing answers to submissions. When they are well they have no fault, no
     * outage and credits without end.
     */
    public static FragileVendors in(String slug, String late) {
        String usual = """
                {"%s": {"outage": {"on": false}, "faults": [], "credits": -1}, "%s": {"faults": []}}""".formatted(slug, late);
        return new FragileVendors(List.of(slug), List.of(slug), List.of(late), List.of(slug), usual);
    }
}
