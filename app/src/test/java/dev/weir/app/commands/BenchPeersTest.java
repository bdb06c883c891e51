package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.bench.Contender;
import dev.weir.server.problem.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BenchPeersTest {

    private static final Contender ONE = new Named("one");
    private static final Contender TWO = new Named("two");

    @Test
    void allRunUnlessSomeAreNamed() {
        assertThat(BenchPeers.chosen(List.of(ONE, TWO), List.of())).containsExactly(ONE, TWO);
        assertThat(BenchPeers.chosen(List.of(ONE, TWO), List.of("two"))).containsExactly(TWO);
    }

    @Test
    void aNameThatNoneHasIsRefusedWithTheNamesThereAre() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> BenchPeers.chosen(List.of(ONE, TWO), List.of("one", "three")))
                .withMessageContaining("no contender three. Name one of one, two.");
    }

    @Test
    void theProgramAloneSaysThatItHasNoneAndHowToGetThem() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> BenchPeers.chosen(List.of(), List.of()))
                .withMessageContaining("./weir bench peers")
                .withMessageContaining("docs/performance/peers.md");
    }

    /** A contender that is only called something. */
    private record Named(String slug) implements Contender {
        @Override
        public String title() {
            return slug;
        }

        @Override
        public String keeps() {
            return "nothing";
        }

        @Override
        public double goal() {
            return Double.NaN;
        }

        @Override
        public int rows(int ours) {
            return ours;
        }

        @Override
        public void load(Ground ground) {
            throw new UnsupportedOperationException("only called something");
        }

        @Override
        public Work open(Ground ground) {
            throw new UnsupportedOperationException("only called something");
        }
    }
}
