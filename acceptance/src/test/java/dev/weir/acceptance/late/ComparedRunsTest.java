package dev.weir.acceptance.late;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Showing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparedRunsTest {

    private static final Kills KILLS = new Kills(0, 1, 1, 0);
    private static final List<String> ROWS = List.of("{\"a\":1}", "{\"a\":2}", "{\"a\":2}");
    private static final LateRun CALM = run(ROWS, "completed", 0, 2_000, 2_000, 0, 0, "");
    private static final LateRun DISTURBED = run(ROWS, "completed", 0, 2_000, 2_000, 0, 2, "");

    @Test
    void runsThatAgreeAreShown() {
        List<String> said = compared(CALM, DISTURBED);

        assertThat(said).containsExactly("Shown.");
    }

    @Test
    void aRowThatIsMissingIsNamed() {
        assertThat(compared(CALM, run(ROWS.subList(0, 2), "completed", 0, 2_000, 2_000, 0, 2, "")))
                .contains("  ! not so: disturbed: 3 rows come back; it is 2")
                .last()
                .asString()
                .startsWith("NOT shown: not so: disturbed: 3 rows come back; it is 2 (and 1 more)");
    }

    @Test
    void aRowThatIsAnotherIsNamed() {
        LateRun other = run(List.of(ROWS.get(0), ROWS.get(1), "{\"a\":3}"), "completed", 0, 2_000, 2_000, 0, 2, "");

        assertThat(compared(CALM, other))
                .containsExactly(
                        "  ! not so: both runs export the same rows, this one among them: {\"a\":2}",
                        "NOT shown: not so: both runs export the same rows, this one among them: {\"a\":2}; everything is"
                                + " left in here");
        assertThat(LateAnswers.table(CALM, other).getLast()).endsWith(" 2");
    }

    @Test
    void aThousandthOfACreditTooMuchIsNamedOnEitherSide() {
        assertThat(compared(CALM, run(ROWS, "completed", 0, 2_001, 2_000, 0, 2, "")))
                .contains("  ! not so: disturbed: the customer paid 2.001 and the vendor charged the same; it charged"
                        + " 2.000");
        assertThat(compared(CALM, run(ROWS, "completed", 0, 2_001, 2_001, 0, 2, "")))
                .containsExactly(
                        "  ! not so: the vendor charged both runs the same",
                        "NOT shown: not so: the vendor charged both runs the same; everything is left in here");
        assertThat(compared(run(ROWS, "completed", 0, 0, 0, 0, 0, ""), run(ROWS, "completed", 0, 0, 0, 0, 2, "")))
                .contains("  ! not so: undisturbed: something was spent");
    }

    @Test
    void whatMustNotHappenIsNamed() {
        assertThat(compared(CALM, run(ROWS, "partially_completed", 1, 2_000, 2_000, 3, 1, "1 finding")))
                .contains(
                        "  ! not so: disturbed: nothing is in doubt",
                        "  ! not so: disturbed: nobody is asked for twice",
                        "  ! not so: disturbed: weir verify finds nothing; it says 1 finding",
                        "  ! not so: the server of the disturbed run was killed 2 times; it was 1",
                        "  ! not so: both jobs ended as completed");
    }

    private static List<String> compared(LateRun calm, LateRun disturbed) {
        List<String> said = new ArrayList<>();
        Showing showing = new Showing(said::add);
        LateAnswers.compare(calm, disturbed, ROWS.size(), KILLS, showing);
        assertThat(showing.verdict(Path.of("here"))).isEqualTo(said.equals(List.of("Shown.")) ? 0 : 1);
        return said;
    }

    private static LateRun run(
            List<String> rows,
            String status,
            long inDoubt,
            long spent,
            long vendor,
            long repeats,
            int died,
            String verified) {
        return new LateRun(rows, status, inDoubt, spent, vendor, 1, repeats, died, verified, Duration.ofSeconds(1));
    }
}
