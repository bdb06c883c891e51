package dev.weir.acceptance.chaos.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.chaos.faults.Coverage.Cell;
import dev.weir.acceptance.chaos.inside.Arming.Action;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CoverageTest {

    private static final List<String> HERE = List.of("a", "b", "c");

    private final Coverage coverage = new Coverage();
    private final SplittableRandom random = new SplittableRandom(1);

    private Optional<Cell> next(Action action, int up, String... without) {
        return coverage.next(action, up, HERE, Set.of(without), random);
    }

    @Test
    void theCellThatWasHadTheLeastIsNext() {
        coverage.reached(new Cell("a", Action.HALT, 2));
        coverage.reached(new Cell("c", Action.HALT, 2));
        assertThat(next(Action.HALT, 2)).contains(new Cell("b", Action.HALT, 2));
        assertThat(next(Action.HALT, 2, "b").map(Cell::point)).isPresent().get().isIn("a", "c");
        assertThat(next(Action.HALT, 2, "a", "b", "c")).isEmpty();
    }

    @Test
    void anotherActionAndAnotherNumberOfServersAreOtherCells() {
        coverage.reached(new Cell("a", Action.HALT, 2));
        Set<String> drawn = new TreeSet<>();
        IntStream.range(0, 60)
                .forEach(_ -> next(Action.HALT, 1).map(Cell::point).ifPresent(drawn::add));
        assertThat(drawn).containsExactlyElementsOf(HERE);
        assertThat(coverage.times(new Cell("a", Action.HALT, 2))).isEqualTo(1);
        assertThat(coverage.times(new Cell("a", Action.THROW, 2))).isZero();
    }

    @Test
    void whatWasWaitedForInVainTwiceComesBehindWhatWasHadOnceAtMost() {
        coverage.missed(new Cell("a", Action.STALL, 1));
        assertThat(next(Action.STALL, 1).map(Cell::point)).isPresent().get().isIn("b", "c");
        coverage.missed(new Cell("a", Action.STALL, 1));
        coverage.missed(new Cell("a", Action.STALL, 1));
        coverage.reached(new Cell("b", Action.STALL, 1));
        coverage.reached(new Cell("c", Action.STALL, 1));
        assertThat(next(Action.STALL, 1).map(Cell::point)).isPresent().get().isIn("b", "c");
    }

    @Test
    void onlyPointsThatOneComesToAreNext() {
        coverage.seen(List.of("elsewhere"));
        IntStream.range(0, 60)
                .forEach(_ -> assertThat(next(Action.THROW, 2).map(Cell::point))
                        .isPresent()
                        .get()
                        .isIn(HERE));
        assertThat(coverage.next(Action.THROW, 2, List.of(), Set.of(), random)).isEmpty();
    }

    @Test
    void ofThoseThatWereHadAlikeNamedMomentsGoBeforeCommits() {
        List<String> here = List.of("commit.after:x", "commit.before:x", "named");
        assertThat(coverage.next(Action.HALT, 2, here, Set.of(), random).map(Cell::point))
                .contains("named");
        coverage.reached(new Cell("named", Action.HALT, 2));
        assertThat(coverage.next(Action.HALT, 2, here, Set.of(), random).map(Cell::point))
                .isPresent()
                .get()
                .isNotEqualTo("named");
    }

    @Test
    void whatWasNeverHadIsNamed() {
        coverage.seen(List.of("a", "b"));
        assertThat(coverage.cells()).hasSize(2 * 3 * 2);
        coverage.reached(new Cell("a", Action.THROW, 1));
        coverage.reached(new Cell("a", Action.THROW, 1));
        assertThat(coverage.open()).hasSize(11).doesNotContain(new Cell("a", Action.THROW, 1));
        assertThat(coverage.had(Action.THROW, 1, false)).isEqualTo(1);
        assertThat(coverage.had(Action.THROW, 1, true)).isZero();
        assertThat(coverage.had(Action.THROW, 2, false)).isZero();
        assertThat(coverage.points(false)).isEqualTo(2);
    }
}
