package dev.weir.acceptance.audience;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a source says of somebody at a time.
 *
 * @param given by canonical field
 * @param subscribed null when it does not say
 */
public record Word(
        Person person,
        Instant at,
        Map<String, String> given,
        @Nullable Boolean subscribed) {

    static final String FIRST_NAME = "person.first_name";
    static final String JOB_TITLE = "person.job_title";
    static final String COUNTRY = "person.location.country";

    private static final SortedMap<String, List<String>> SAID = new TreeMap<>(Map.of(
            FIRST_NAME,
            List.of("Ada", "Grace", "Alan", "Zoë", "O'Neil"),
            JOB_TITLE,
            List.of("Engineer", "Head of Growth", "Founder, CEO", "\"Chief\" Editor", "Möbelbauer"),
            COUNTRY,
            List.of("Germany", "United States", "France", "Japan")));
    private static final int OF_TEN = 6;

    public Word {
        given = Map.copyOf(given);
    }

    /** One with some of the fields, each of them now and then. */
    public static Word of(Person person, Instant at, @Nullable Boolean subscribed, SplittableRandom random) {
        Map<String, String> given = new LinkedHashMap<>();
        SAID.forEach((field, values) -> {
            String value = values.get(random.nextInt(values.size()));
            if (random.nextInt(10) < OF_TEN) {
                given.put(field, value);
            }
        });
        return new Word(person, at, given, subscribed);
    }
}
