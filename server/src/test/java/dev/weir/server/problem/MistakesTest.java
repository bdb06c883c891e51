package dev.weir.server.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import org.junit.jupiter.api.Test;

class MistakesTest {

    private static Problem refusal(Mistakes mistakes) {
        return assertThatCode(() -> mistakes.orThrow("bad_thing", "It cannot be saved"))
                .asInstanceOf(type(Problem.class))
                .actual();
    }

    @Test
    void theSentenceNamesTheFirstAndCountsTheOthersAndAllHaveTheirPlaces() {
        Mistakes mistakes = new Mistakes();
        mistakes.note("/name", "is missing");
        assertThat(refusal(mistakes)).hasMessage("It cannot be saved: /name is missing.");

        mistakes.note("/on", "There is no such day.");
        Problem refusal = refusal(mistakes);
        assertThat(refusal).hasMessage("It cannot be saved: /name is missing. And 1 more, see errors.");
        assertThat(refusal.kind()).isEqualTo(Problem.Kind.INVALID);
        assertThat(refusal.errors())
                .containsExactly(new Problem.At("/name", "is missing"), new Problem.At("/on", "There is no such day."));
    }

    @Test
    void whatRefusesIsNotedAndWhatDoesNotIsTheResult() {
        Mistakes mistakes = new Mistakes();
        assertThat(mistakes.<Integer>unless("/a", () -> 1)).isEqualTo(1);
        mistakes.orThrow("bad_thing", "It cannot be saved");

        assertThat(mistakes.<Integer>unless("/b", () -> {
                    throw Problem.invalid("no", "It is no number.");
                }))
                .isNull();
        assertThat(mistakes.places()).containsExactly(new Problem.At("/b", "It is no number."));
    }

    @Test
    void beyondAsManyAsAreToldNoneIsKept() {
        Mistakes mistakes = new Mistakes(2);
        for (int i = 0; i < 3; i++) {
            assertThat(mistakes.full()).isEqualTo(i == 2);
            mistakes.note("/" + i, "is wrong");
        }
        assertThat(refusal(mistakes).errors()).hasSize(2);
    }
}
