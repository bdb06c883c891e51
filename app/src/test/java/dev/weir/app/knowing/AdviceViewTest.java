package dev.weir.app.knowing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.insight.Advice;
import dev.weir.server.insight.Range;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Orders beside each other. */
class AdviceViewTest {

    private static Advice.Trial trial(long cost, String... order) {
        return new Advice.Trial(List.of(order), Range.exactly(40), Range.exactly(cost), 0);
    }

    private static String shown(Advice.Trial now, List<Advice.Trial> tried) {
        Advice.StepAdvice step = new Advice.StepAdvice(
                "company.industry",
                Advice.Finding.KEEP,
                "no other order can cost less",
                List.of(),
                Optional.empty(),
                now,
                tried,
                Optional.empty());
        return String.join("\n", AdviceView.lines(new Advice(7, 60, 60, List.of(step)), 200));
    }

    @Test
    void ordersOfOneResultShareALineWithTheirCountAndThoseThatDifferDoNot() {
        String text = shown(
                trial(5_000, "a", "b", "c"),
                List.of(
                        trial(4_000, "b", "a", "c"),
                        trial(5_000, "a", "c", "b"),
                        trial(6_000, "c", "b", "a"),
                        trial(6_000, "c", "a", "b"),
                        trial(6_000, "b", "c", "a")));
        assertThat(text)
                .contains("a,b,c (as it ran), and 1 other order ")
                .contains("b,a,c  ")
                .contains("c,b,a, and 2 other orders ")
                .doesNotContain("a,c,b", "c,a,b", "b,c,a");
    }

    @Test
    void everyOrderThatDiffersFromTheOthersHasALineOfItsOwn() {
        assertThat(shown(trial(5_000, "a", "b"), List.of(trial(4_000, "b", "a"))))
                .contains("a,b (as it ran) ", "b,a ")
                .doesNotContain(", and ");
    }
}
