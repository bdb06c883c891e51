package dev.weir.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Ask;
import dev.weir.provider.Call;
import dev.weir.provider.Exchange;
import dev.weir.provider.Fields;
import dev.weir.provider.Operation;
import dev.weir.provider.Provider;
import dev.weir.provider.Reply;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guesses are made on this machine, of letters that addresses have. */
class PatternTest {

    private static final Provider PATTERN = Known.PROVIDERS.find("pattern").orElseThrow();

    /** A guess that asks somebody is none. */
    private static final Exchange NOBODY = new Exchange() {
        @Override
        public URI base() {
            throw new AssertionError("it asks nobody");
        }

        @Override
        public String secret(String name) {
            throw new AssertionError("it has no secret " + name);
        }

        @Override
        public Sent send(Call call) {
            throw new AssertionError("it sends nothing");
        }
    };

    private static Reply guess(Operation operation, Map<String, Object> known) {
        return operation.ask(new Ask(known, List.of("person.work_email"), "key"), NOBODY);
    }

    private static String guesses(Map<String, Object> known) {
        return String.join(
                " ",
                PATTERN.operations().stream()
                        .map(operation -> guess(operation, known))
                        .map(reply -> reply instanceof Reply.Found found
                                ? String.valueOf(found.values().byField().get("person.work_email"))
                                        .replace("@x.example", "")
                                : "none")
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            Jane, Doe, jane.doe jdoe jane janedoe
            Jane Ann, Doe Smith, jane.doesmith jdoesmith jane janedoesmith
            José, García-López, jose.garcia-lopez jgarcia-lopez jose josegarcia-lopez
            Søren, Strauß, soren.strauss sstrauss soren sorenstrauss
            Zoë, O'Neill, zoe.oneill zoneill zoe zoeoneill
            Łukasz, Œuvre, lukasz.oeuvre loeuvre lukasz lukaszoeuvre
            李, 明, none none none none
            Jane, D03, none none none none
            """)
    void aNameBecomesTheUsualForms(String first, String last, String expected) {
        Map<String, Object> known =
                Map.of("person.first_name", first, "person.last_name", last, "company.domain", "x.example");
        assertThat(guesses(known)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "Jane Doe,jane.doe jdoe jane janedoe",
        "Jane van Doe,jane.vandoe jvandoe jane janevandoe",
        "Cher,none none none none"
    })
    void aWholeNameIsTakenApart(String full, String expected) {
        assertThat(guesses(Map.of("person.full_name", full, "company.domain", "x.example")))
                .isEqualTo(expected);
    }

    @Test
    void itIsFreeOffUntilNamedAndKnownToGuess() {
        assertThat(PATTERN.guesses()).isTrue();
        assertThat(PATTERN.off()).isPresent();
        assertThat(PATTERN.secrets()).isEmpty();
        assertThat(PATTERN.operations().stream().map(Operation::spec)).allSatisfy(spec -> {
            assertThat(spec.billable()).isFalse();
            assertThat(spec.chargeMilli()).isZero();
        });
        Map<String, Object> known = new TreeMap<>(
                Map.of("person.first_name", "Jane", "person.last_name", "Doe", "company.domain", "x.example"));
        assertThat(guess(PATTERN.operations().getFirst(), known))
                .isInstanceOfSatisfying(
                        Reply.Found.class,
                        found -> assertThat(found.values()
                                        .get("person.work_email")
                                        .flatMap(email -> Fields.find("person.work_email")
                                                .flatMap(field -> field.normalise(email))))
                                .contains("jane.doe@x.example"));
    }
}
