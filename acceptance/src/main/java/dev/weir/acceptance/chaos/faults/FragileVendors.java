package dev.weir.acceptance.chaos.faults;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Which vendors may fail, so that the results of jobs that ask others do not depend on it.
 *
 * @param brittle those that go down
 * @param leaky those whose answers are lost on their way, which leaves calls in doubt
 * @param poor those where our credits run out
 * @param usual the sandbox's settings for all of them when they are well: a document with {@code outage}, {@code faults} and
 *     {@code credits} of each
 */
public record FragileVendors(List<String> brittle, List<String> leaky, List<String> poor, String usual) {

    public FragileVendors {
        brittle = List.copyOf(brittle);
        leaky = List.copyOf(leaky);
        poor = List.copyOf(poor);
    }

    /** None ever fails. */
    public static final FragileVendors SOUND = new FragileVendors(List.of(), List.of(), List.of(), "{}");

    /** Those, in every way. When they are well they have no fault, no outage and credits without end. */
    public static FragileVendors in(String... slugs) {
        List<String> all = List.of(slugs);
        String usual = all.stream()
                .map(slug -> "\"" + slug + "\": {\"outage\": {\"on\": false}, \"faults\": [], \"credits\": -1}")
                .collect(Collectors.joining(", ", "{", "}"));
        return new FragileVendors(all, all, all, usual);
    }
}
