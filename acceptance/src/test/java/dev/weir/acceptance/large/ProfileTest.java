package dev.weir.acceptance.large;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.weir.acceptance.large.Sample.Memory;
import dev.weir.acceptance.large.Sample.Phase;
import dev.weir.acceptance.large.Sample.Spent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class ProfileTest {

    private static final int ROWS = 1_000;
    private static final long MIB = 1 << 10;

    /** 2 s of reading, then 10 rows each 10 ms of which processors work as said, then 1 s of writing. */
    private static Profile run(LongUnaryOperator spentAtRow, LongUnaryOperator sandboxKibAtRow) {
        List<Sample> samples = new ArrayList<>();
        samples.add(new Sample(0, Phase.READING, 0, Spent.NONE, Memory.NONE));
        long at = 2_000_000;
        long spent = 0;
        for (int row = 0; row <= ROWS; row += 10) {
            Memory memory = new Memory(600 * MIB, sandboxKibAtRow.applyAsLong(row), 300 * MIB);
            samples.add(new Sample(
                    at,
                    row == ROWS ? Phase.WRITING : Phase.ASKING,
                    row,
                    new Spent(spent, spent / 2, spent / 4),
                    memory));
            at += 10_000;
            spent += 10 * spentAtRow.applyAsLong(row);
        }
        samples.add(new Sample(
                at - 10_000 + 1_000_000,
                Phase.WRITING,
                ROWS,
                new Spent(spent, spent / 2, spent / 4),
                new Memory(600 * MIB, 0, 0)));
        return new Profile(ROWS, samples);
    }

    private static Profile steady() {
        return run(_ -> 400, _ -> 200 * MIB);
    }

    @Test
    void timePerRowIsThatOfTheWholeRun() {
        assertThat(steady().microsPerRow()).isEqualTo(4_000, within(1e-9));
    }

    @Test
    void phasesEndWhereTheNextBegins() {
        Map<Phase, Long> micros = new EnumMap<>(Phase.class);
        steady().phases().forEach((phase, stretch) -> micros.put(phase, stretch.micros()));

        assertThat(micros)
                .containsExactly(
                        entry(Phase.READING, 2_000_000L),
                        entry(Phase.ASKING, 1_000_000L),
                        entry(Phase.WRITING, 1_000_000L));
    }

    @Test
    void tenthsHaveATenthOfTheRowsEach() {
        List<Profile.Stretch> tenths = steady().parts(10);

        assertThat(tenths).hasSize(10).allSatisfy(tenth -> {
            assertThat(tenth.rows()).isEqualTo(100);
            assertThat(tenth.microsPerRow()).isEqualTo(1_000, within(1e-9));
        });
    }

    @Test
    void partsOfARunThatWasSeldomLookedAtAreFewerAndMissNoRow() {
        Profile seldom = new Profile(
                ROWS,
                List.of(
                        new Sample(0, Phase.ASKING, 0, Spent.NONE, Memory.NONE),
                        new Sample(10, Phase.ASKING, 550, Spent.NONE, Memory.NONE),
                        new Sample(20, Phase.WRITING, ROWS, Spent.NONE, Memory.NONE)));

        assertThat(seldom.parts(10).stream().map(Profile.Stretch::rows)).containsExactly(550, 450);
    }

    @Test
    void aSteadyRunMissesNoGoal() {
        assertThat(Goals.unmet(steady(), steady())).isEmpty();
        assertThat(Goals.lateOverEarly(steady())).isEqualTo(1, within(1e-9));
    }

    @Test
    void timeThatGrowsWithTheRowsIsNamed() {
        Profile growing = run(row -> 400 + row, _ -> 200 * MIB);

        assertThat(Goals.unmet(steady(), growing))
                .anyMatch(sentence -> sentence.startsWith("processor time per row ÷ that of the small list"))
                .anyMatch(sentence -> sentence.startsWith("processor time per row of the last rows"));
    }

    @Test
    void aListThatTakesLongerPerRowIsNamed() {
        List<Sample> late = new ArrayList<>(steady().samples());
        Sample last = late.removeLast();
        late.add(new Sample(last.atMicros() + 500_000, last.phase(), last.rows(), last.spent(), last.memory()));

        assertThat(Goals.unmet(steady(), new Profile(ROWS, late)))
                .singleElement()
                .asString()
                .startsWith("time per row ÷ that of the small list");
    }

    @Test
    void memoryThatGrowsOrIsTooMuchIsNamed() {
        assertThat(Goals.unmet(steady(), run(_ -> 400, row -> 100 * MIB + row * MIB / 4)))
                .singleElement()
                .asString()
                .startsWith("the JVMs' memory in the second half");
        assertThat(Goals.unmet(steady(), run(_ -> 400, _ -> 425 * MIB)))
                .containsExactly("all JVMs together need at most 1024 MiB, and needed 1025");
    }

    @Test
    void memoryThatNobodyHasSeenIsNotFlat() {
        Profile blind = run(_ -> 400, _ -> 0);
        List<Sample> unseen = blind.samples().stream()
                .map(one -> new Sample(one.atMicros(), one.phase(), one.rows(), one.spent(), Memory.NONE))
                .toList();

        assertThat(Goals.unmet(steady(), new Profile(ROWS, unseen)))
                .singleElement()
                .asString()
                .startsWith("the JVMs' memory");
    }
}
