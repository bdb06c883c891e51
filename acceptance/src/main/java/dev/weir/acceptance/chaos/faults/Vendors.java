package dev.weir.acceptance.chaos.faults;

import java.util.List;
import java.util.stream.Stream;

/**
 * Which vendors may fail, so that the results of jobs that ask others do not depend on it.
 *
 * @param brittle those that go down
 * @param leaky those whose answers are lost on their way, which leaves calls in doubt
 * @param poor those where our credits run out
 * @param usual the sandbox's settings for all of them when they are well: a document with {@code outage}, {@code faults} and
 *     {@code credits} of each
 */
public record Vendors(List<String> brittle, List<String> leaky, List<String> poor, String usual) {

    public Vendors {
        brittle = List.copyOf(brittle);
        leaky = List.copyOf(leaky);
        poor = List.copyOf(poor);
    }

    /** None ever fails. */
    public static final Vendors SOUND = new Vendors(List.of(), List.of(), List.of(), "{}");

    /** Those, without a fault, an outage or an end of credits when they are well. */
    public static Vendors of(List<String> brittle, List<String> leaky, List<String> poor) {
        StringBuilder usual = new StringBuilder("{");
        Stream.of(brittle, leaky, poor)
                .flatMap(List::stream)
                .distinct()
                .forEach(slug -> usual.append(usual.length() == 1 ? "" : ", ")
                        .append('"')
                        .append(slug)
                        .append("\": {\"outage\": {\"on\": false}, \"faults\": [], \"credits\": -1}"));
        return new Vendors(brittle, leaky, poor, usual.append('}').toString());
    }
}
