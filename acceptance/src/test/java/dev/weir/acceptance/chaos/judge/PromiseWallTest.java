package dev.weir.acceptance.chaos.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.Discrepancy.Kind;
import dev.weir.acceptance.chaos.judge.PromiseFacts.Cancel;
import dev.weir.acceptance.chaos.judge.PromiseFacts.Effect;
import dev.weir.acceptance.chaos.judge.PromiseFacts.Submit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromiseWallTest {

    private static final Instant ANSWERED = Instant.parse("2026-11-30T12:00:00Z");

    private static List<Kind> found(List<Submit> submits, List<Effect> effects, List<Cancel> cancels) {
        return PromiseWall.of(new PromiseFacts(submits, effects, cancels)).stream()
                .map(Discrepancy::kind)
                .toList();
    }

    private static List<Kind> found(Submit... submits) {
        return found(List.of(submits), List.of(), List.of());
    }

    private static List<Kind> found(Cancel cancel) {
        return found(List.of(), List.of(), List.of(cancel));
    }

    private static Instant after(Duration time) {
        return ANSWERED.plus(time);
    }

    @Test
    void aSubmitThatIsThereOnceIsSilent() {
        assertThat(found(new Submit("a", Set.of(1L), Set.of(1L)), new Submit("b", Set.of(), Set.of(2L))))
                .isEmpty();
    }

    @Test
    void aSubmitThatWasAcknowledgedAndIsNotThereIsLost() {
        assertThat(found(new Submit("a", Set.of(1L), Set.of()))).containsExactly(Kind.ACKNOWLEDGED_LOST);
    }

    @Test
    void twoJobsOfOneKeyAreNamedAnsweredOrNot() {
        assertThat(found(new Submit("a", Set.of(1L, 2L), Set.of(1L, 2L)))).containsExactly(Kind.EFFECT_TWICE);
        assertThat(found(new Submit("a", Set.of(1L), Set.of(1L, 2L)))).containsExactly(Kind.EFFECT_TWICE);
        assertThat(found(new Submit("a", Set.of(), Set.of(1L, 2L)))).containsExactly(Kind.EFFECT_TWICE);
    }

    @Test
    void twoKeysWithOneJobAreNamed() {
        assertThat(found(new Submit("a", Set.of(1L), Set.of(1L)), new Submit("b", Set.of(1L), Set.of(1L))))
                .containsExactly(Kind.EFFECT_TWICE);
    }

    @Test
    void everythingElseHasItsEffectOnce() {
        assertThat(found(List.of(), List.of(new Effect("pause", 1)), List.of())).isEmpty();
        assertThat(found(List.of(), List.of(new Effect("pause", 0)), List.of()))
                .containsExactly(Kind.ACKNOWLEDGED_LOST);
        assertThat(found(List.of(), List.of(new Effect("pause", 2)), List.of())).containsExactly(Kind.EFFECT_TWICE);
    }

    @Test
    void noMoreCallsComeAfterACancelThanItSaidWereOnTheirWay() {
        List<Instant> calls =
                List.of(ANSWERED.minusSeconds(1), after(Duration.ofMillis(10)), after(Duration.ofMillis(20)));
        assertThat(found(new Cancel(1, ANSWERED, ANSWERED, OptionalInt.of(2), calls, List.of())))
                .isEmpty();
        assertThat(found(new Cancel(1, ANSWERED, ANSWERED, OptionalInt.of(1), calls, List.of())))
                .containsExactly(Kind.AFTER_CANCEL);
    }

    @Test
    void whereItDidNotSayTheyComeWithinTheTimeOfALease() {
        assertThat(found(new Cancel(
                        1, ANSWERED, ANSWERED, OptionalInt.empty(), List.of(after(Duration.ofSeconds(14))), List.of())))
                .isEmpty();
        assertThat(found(new Cancel(
                        1, ANSWERED, ANSWERED, OptionalInt.empty(), List.of(after(Duration.ofSeconds(16))), List.of())))
                .containsExactly(Kind.AFTER_CANCEL);
    }

    @Test
    void whatAServerHadOnItsWayThatStoodStillLeavesWhenItGoesOn() {
        Instant goneOn = after(Duration.ofSeconds(25));
        List<Instant> calls = List.of(after(Duration.ofSeconds(26)));
        assertThat(found(new Cancel(1, ANSWERED, goneOn, OptionalInt.of(1), calls, List.of())))
                .isEmpty();
        assertThat(found(new Cancel(1, ANSWERED, goneOn, OptionalInt.of(0), calls, List.of())))
                .as("it said that there were none")
                .containsExactly(Kind.AFTER_CANCEL);
    }

    @Test
    void whatBeganAfterACancelIsNamed() {
        assertThat(found(new Cancel(1, ANSWERED, ANSWERED, OptionalInt.of(0), List.of(), List.of("ticket 7"))))
                .containsExactly(Kind.AFTER_CANCEL);
    }
}
