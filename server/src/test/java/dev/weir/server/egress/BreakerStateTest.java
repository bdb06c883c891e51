package dev.weir.server.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.egress.BreakerState.Pass;
import dev.weir.server.egress.CredentialState.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BreakerStateTest {

    private static final BreakerSettings SETTINGS = BreakerSettings.DEFAULT;
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    static List<Long> seeds() {
        return new Random(20261120).longs(50).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void sameOutcomesGiveTheSameState(long seed) {
        assertThat(walk(seed)).isEqualTo(walk(seed));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void windowNeverExceedsTen(long seed) {
        assertThat(walk(seed))
                .allSatisfy(state -> assertThat(state.outcomes().size()).isLessThanOrEqualTo(10));
    }

    /** Against a model that keeps the plain list of outcomes. */
    @ParameterizedTest
    @MethodSource("seeds")
    void opensExactlyWhenFiveOfTheLastTenFailed(long seed) {
        Random random = new Random(seed);
        List<Boolean> model = new ArrayList<>();
        BreakerState state = BreakerState.NEW;
        while (model.size() < 500) {
            boolean failed = random.nextInt(100) < 35;
            model.add(failed);
            state = state.after(Outcomes.NONE.and(failed, 10), NOON, SETTINGS);
            long failures = model.subList(Math.max(0, model.size() - 10), model.size()).stream()
                    .filter(one -> one)
                    .count();
            assertThat(state.phase()).isEqualTo(failures >= 5 ? Phase.OPEN : Phase.CLOSED);
            if (failures >= 5) {
                return;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void openBlocksUntilTheCoolDownEnds(long seed) {
        BreakerState open = open();
        long millis = new Random(seed).nextLong(60_000);
        assertThat(open.pass(NOON.plusMillis(millis))).isEqualTo(Pass.NO);
        assertThat(open.pass(NOON.plusSeconds(60).plusMillis(millis))).isEqualTo(Pass.AS_PROBE);
    }

    @Test
    void outcomesToldTogetherCountAsIfToldOneByOne() {
        Outcomes together = Outcomes.NONE.and(true, 10).and(false, 10).and(true, 10);
        BreakerState atOnce = BreakerState.NEW.after(together, NOON, SETTINGS);
        BreakerState oneByOne = BreakerState.NEW;
        for (boolean failed : new boolean[] {true, false, true}) {
            oneByOne = oneByOne.after(Outcomes.NONE.and(failed, 10), NOON, SETTINGS);
        }
        assertThat(atOnce).isEqualTo(oneByOne);
    }

    @Test
    void successOfTheProbeClosesAndForgets() {
        BreakerState probing = open().probing(NOON.plusSeconds(60), SETTINGS);
        BreakerState closed = probing.probed(1, false, NOON.plusSeconds(61), SETTINGS);
        assertThat(closed.phase()).isEqualTo(Phase.CLOSED);
        assertThat(closed.outcomes()).isEqualTo(Outcomes.NONE);
    }

    @Test
    void failureOfTheProbeReopensForAnotherCoolDownAndKeepsSince() {
        BreakerState probing = open().probing(NOON.plusSeconds(60), SETTINGS);
        BreakerState open = probing.probed(1, true, NOON.plusSeconds(65), SETTINGS);
        assertThat(open.phase()).isEqualTo(Phase.OPEN);
        assertThat(open.since()).isEqualTo(NOON);
        assertThat(open.until()).isEqualTo(NOON.plusSeconds(125));
    }

    @Test
    void nobodyPassesWhileAProbeIsOutButItsTimeEnds() {
        Instant left = NOON.plusSeconds(60);
        BreakerState probing = open().probing(left, SETTINGS);
        assertThat(probing.pass(left.plusSeconds(119))).isEqualTo(Pass.NO);
        assertThat(probing.pass(left.plusSeconds(120))).isEqualTo(Pass.AS_PROBE);
        BreakerState second = probing.probing(left.plusSeconds(120), SETTINGS);
        assertThat(second.probed(1, false, left.plusSeconds(121), SETTINGS))
                .as("the dead probe's late word")
                .isEqualTo(second);
        assertThat(second.probed(2, false, left.plusSeconds(121), SETTINGS).phase())
                .isEqualTo(Phase.CLOSED);
    }

    @Test
    void outcomesOfCallsFromBeforeItOpenedChangeNothing() {
        BreakerState open = open();
        assertThat(open.after(Outcomes.NONE.and(false, 10), NOON, SETTINGS)).isEqualTo(open);
    }

    @Test
    void aStopHoldsUntilResetAndIgnoresAnswersFromBeforeIt() {
        BreakerState stopped = BreakerState.NEW.stopped(Permission.Why.KEY_REJECTED, 0, NOON);
        assertThat(stopped.pass(NOON.plus(Duration.ofDays(365)))).isEqualTo(Pass.NO);
        BreakerState reset = stopped.reset();
        assertThat(reset.pass(NOON)).isEqualTo(Pass.YES);
        assertThat(reset.stopped(Permission.Why.KEY_REJECTED, 0, NOON)).isEqualTo(reset);
    }

    private static BreakerState open() {
        BreakerState state = BreakerState.NEW;
        for (int i = 0; i < 5; i++) {
            state = state.after(Outcomes.NONE.and(true, 10), NOON, SETTINGS);
        }
        assertThat(state.phase()).isEqualTo(Phase.OPEN);
        return state;
    }

    /** All states of a random walk over every transition. */
    private static List<BreakerState> walk(long seed) {
        Random random = new Random(seed);
        List<BreakerState> states = new ArrayList<>(List.of(BreakerState.NEW));
        Instant now = NOON;
        for (int i = 0; i < 300; i++) {
            BreakerState state = states.getLast();
            now = now.plusSeconds(random.nextInt(30));
            boolean failed = random.nextInt(100) < 60;
            states.add(
                    switch (random.nextInt(12)) {
                        case 0, 1 -> state.probing(now, SETTINGS);
                        case 2, 3 -> state.probed(state.probe() - random.nextInt(2), failed, now, SETTINGS);
                        case 4 -> state.unprobed(state.probe(), now);
                        case 5 ->
                            random.nextInt(20) == 0
                                    ? state.stopped(Permission.Why.OUT_OF_CREDITS, state.epoch(), now)
                                    : state;
                        case 6 -> random.nextInt(5) == 0 ? state.reset() : state;
                        default -> state.after(Outcomes.NONE.and(failed, 10), now, SETTINGS);
                    });
        }
        return states;
    }
}
