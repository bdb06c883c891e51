package dev.weir.acceptance.audience;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is to be known of somebody when all has been said: the harness's own merge.
 *
 * @param given by canonical field
 */
public record Expected(Person person, boolean subscribed, Map<String, String> given) {

    public Expected {
        given = Map.copyOf(given);
    }

    /** Whether the ready-made trigger takes the person. */
    public boolean isWanted() {
        return person.type().equals(Person.PERSONAL) && subscribed;
    }

    /** By address. @param words in any order; of two that say the same field the later one counts */
    public static Map<String, Expected> of(List<Word> words) {
        Map<String, Expected> all = new TreeMap<>();
        words.stream()
                .sorted(Comparator.comparing(Word::at))
                .forEach(word -> all.merge(
                        word.person().email(),
                        new Expected(word.person(), word.subscribed() == null || word.subscribed(), word.given()),
                        (known, next) -> {
                            Map<String, String> given = new HashMap<>(known.given());
                            given.putAll(next.given());
                            return new Expected(
                                    known.person(),
                                    word.subscribed() == null ? known.subscribed() : next.subscribed(),
                                    given);
                        }));
        return all;
    }
}
