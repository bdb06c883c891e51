package dev.weir.acceptance.chaos.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ApartTest {

    private final Apart apart = new Apart();

    @Test
    void aServerFallsInItsTurnOnlyWhileTheOtherOneIsUp() {
        assertThat(apart.mayFall(() -> false)).isFalse();
        assertThat(apart.mayFall(() -> true)).isTrue();
    }

    @Test
    void nobodyElseFallsUntilItIsBack() {
        assertThat(apart.mayFallOutOfTurn()).isTrue();
        assertThat(apart.mayFall(() -> true)).isTrue();
        assertThat(apart.mayFall(() -> true)).isFalse();
        assertThat(apart.mayFallOutOfTurn()).isFalse();

        apart.isBack();
        assertThat(apart.mayFallOutOfTurn()).isTrue();
        assertThat(apart.mayFall(() -> true)).isTrue();
    }

    @Test
    void aTurnIsNotLostWhenNobodyKnowsWhetherTheOtherOneIsUp() {
        assertThatThrownBy(() -> apart.mayFall(() -> {
                    throw new IllegalStateException("unknown");
                }))
                .hasMessage("unknown");
        assertThat(apart.mayFall(() -> true)).isTrue();
    }

    @Test
    void oneServerAtATimeIsHeldStill() {
        assertThat(apart.mayHold()).isTrue();
        assertThat(apart.mayHold()).isFalse();
        apart.moves();
        assertThat(apart.mayHold()).isTrue();
    }
}
