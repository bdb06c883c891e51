package dev.weir.acceptance.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.audience.How;
import dev.weir.acceptance.audience.Person;
import dev.weir.acceptance.chaos.load.Letters.Letter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LettersTest {

    private static List<Letter> letters(int many) {
        return IntStream.range(0, many).mapToObj(new Letters(7)::of).toList();
    }

    @Test
    void aLetterFollowsFromItsNumber() {
        assertThat(letters(300)).isEqualTo(letters(300));
    }

    @Test
    void everyWayOfDeliveringIsAmongThem() {
        assertThat(letters(300).stream().map(letter -> letter.message().how()).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(How.values());
    }

    @Test
    void whatComesAgainWasDeliveredBeforeInTheSameBytes() {
        Map<String, String> bodies = new HashMap<>();
        int again = 0;
        for (Letter letter : letters(500)) {
            switch (letter.message().how()) {
                case GENUINE ->
                    bodies.put(letter.message().id(), letter.message().body());
                case AGAIN -> {
                    again++;
                    assertThat(bodies)
                            .containsEntry(
                                    letter.message().id(), letter.message().body());
                }
                default -> {
                    assertThat(letter.message().id()).startsWith("forged-");
                }
            }
        }
        assertThat(again).isGreaterThan(20);
    }

    @Test
    void whomAForgeryNamesNothingGenuineNames() {
        Set<Person> genuine = new HashSet<>();
        Set<Person> forged = new HashSet<>();
        letters(500)
                .forEach(letter -> (letter.message().how().isForged() ? forged : genuine)
                        .add(letter.word().person()));
        assertThat(forged).isNotEmpty().doesNotContainAnyElementsOf(genuine);
    }

    @Test
    void whetherSomebodyStaysIsTheSameInAllWordsAboutThem() {
        Map<Person, Boolean> stays = new HashMap<>();
        for (Letter letter : letters(500)) {
            Boolean said = letter.word().subscribed();
            Boolean before = stays.putIfAbsent(letter.word().person(), said);
            assertThat(before == null || before.equals(said)).isTrue();
        }
        assertThat(stays).containsValues(true, false);
    }
}
