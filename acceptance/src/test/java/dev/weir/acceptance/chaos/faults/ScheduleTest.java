package dev.weir.acceptance.chaos.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.chaos.faults.Schedule.Move;
import dev.weir.acceptance.chaos.inside.Provocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static final Duration PHASE = Duration.ofSeconds(60);
    private static final int SHARED = 7;

    private static Schedule of(long seed) {
        return new Schedule(seed, 2, PHASE, Set.of());
    }

    private static List<Object> drawn(Schedule schedule) {
        List<Object> drawn = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            for (int server = 0; server < 2; server++) {
                drawn.add(schedule.next(server, false));
                drawn.add(schedule.outOfTurn(server));
                drawn.add(schedule.gap(server));
            }
            drawn.add(schedule.nextShared(SHARED));
            drawn.add(schedule.quiet());
        }
        return drawn;
    }

    @Test
    void theSameSeedDrawsTheSameAndAnotherSeedSomethingElse() {
        assertThat(drawn(of(7))).isEqualTo(drawn(of(7))).isNotEqualTo(drawn(of(8)));
    }

    @Test
    void whatOneServerDrawsDoesNotDependOnHowFarTheOtherIs() {
        Schedule ahead = of(7);
        IntStream.range(0, 100).forEach(_ -> ahead.next(1, false));
        Schedule even = of(7);
        assertThat(IntStream.range(0, 20).mapToObj(_ -> ahead.next(0, false)))
                .containsExactlyElementsOf(IntStream.range(0, 20)
                        .mapToObj(_ -> even.next(0, false))
                        .toList());
    }

    @Test
    void phasesOfTwoServersAlternateWithPhasesOfOneWhichIsEachInTurn() {
        Schedule schedule = of(1);
        assertThat(IntStream.range(0, 8)
                        .mapToObj(phase -> schedule.at(PHASE.multipliedBy(phase).plusSeconds(20)))
                        .map(Schedule.Phase::alone))
                .containsExactly(-1, 0, -1, 1, -1, 0, -1, 1);
        assertThat(schedule.at(Duration.ofSeconds(70)).left()).isEqualTo(Duration.ofSeconds(50));
        assertThat(schedule.at(Duration.ofSeconds(70)).isOf(0)).isTrue();
        assertThat(schedule.at(Duration.ofSeconds(70)).isOf(1)).isFalse();
        assertThat(schedule.at(Duration.ofSeconds(10)).isOf(1)).isTrue();
    }

    @Test
    void everythingIsDoneToAServerAndNoClockIsWrongWhileItIsAlone() {
        Schedule schedule = of(3);
        assertThat(IntStream.range(0, 300).mapToObj(_ -> schedule.next(0, false)))
                .contains(Move.values());
        assertThat(IntStream.range(0, 300).mapToObj(_ -> schedule.next(0, true)))
                .doesNotContain(Move.CLOCK)
                .contains(Move.THROWS, Move.HALT, Move.STALL, Move.KILL, Move.HOLD);
    }

    @Test
    void aServerFallsInItsTurnFourTimesInFive() {
        Schedule schedule = of(11);
        assertThat(IntStream.range(0, 1_000).filter(_ -> schedule.outOfTurn(0)).count())
                .isBetween(160L, 240L);
        assertThat(List.of(Move.values()).stream().filter(Move::fells))
                .containsExactly(Move.HALT, Move.STALL, Move.KILL, Move.HOLD);
    }

    @Test
    void allThatIsSharedFailsOnceBeforeAnythingFailsAgain() {
        Schedule schedule = of(5);
        List<List<Integer>> rounds = IntStream.range(0, 20)
                .mapToObj(_ -> IntStream.range(0, SHARED)
                        .mapToObj(_ -> schedule.nextShared(SHARED))
                        .toList())
                .toList();
        assertThat(rounds).allSatisfy(round -> assertThat(round).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6));
        assertThat(rounds).doesNotHaveDuplicates();
    }

    @Test
    void whereSomethingIsWantedNothingElseIsDoneAndWhereNoMoveDoesItPointsThrow() {
        Schedule dying = new Schedule(3, 2, PHASE, Set.of(Provocation.DEATH));
        assertThat(IntStream.range(0, 100).mapToObj(_ -> dying.next(0, false))).containsOnly(Move.HALT, Move.KILL);
        Schedule refused = new Schedule(3, 2, PHASE, Set.of(Provocation.RECEIVER_ILL));
        assertThat(IntStream.range(0, 20).mapToObj(_ -> refused.next(1, false))).containsOnly(Move.THROWS);
    }
}
