package dev.weir.acceptance.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Showing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileTest {

    private static final HostileRun.Value STORED =
            new HostileRun.Value("told", "'; --", 202, "'; --", List.of("'; --"));
    private static final HostileRun.Value REFUSED = new HostileRun.Value("told", "x", 422, "x", List.of());

    @TempDir
    Path folder;

    private static HostileRun run(
            List<String> taken, Set<String> strange, Set<String> changed, HostileRun.Value... values) {
        return new HostileRun(9, taken, List.of(values), List.of(), strange, List.of(), 5, changed, "");
    }

    private static List<String> wrong(HostileRun run) {
        List<String> said = new ArrayList<>();
        Hostile.check(run, new Showing(said::add));
        return said;
    }

    @Test
    void whatIsRefusedOrStoredAsItIsIsShown() {
        HostileRun good = run(List.of(), Set.of(), Set.of(), STORED, REFUSED);

        assertThat(wrong(good)).isEmpty();
        assertThat(Hostile.table(good))
                .anySatisfy(line -> assertThat(line).contains("2 sent, 1 stored as they are, 1 refused"));
    }

    @Test
    void whateverElseBecomesOfANameOrAValueIsNamed() {
        assertThat(wrong(run(List.of("table x: 500"), Set.of(), Set.of(), STORED)))
                .containsExactly("  ! table x: 500 was not refused");
        for (HostileRun.Value value : List.of(
                new HostileRun.Value("told", "a", 202, "a", List.of()),
                new HostileRun.Value("told", "a", 202, "a", List.of("b")),
                new HostileRun.Value("told", "a", 202, "a", List.of("a", "a")),
                new HostileRun.Value("told", "a", 422, "a", List.of("a")),
                new HostileRun.Value("told", "a", 500, "a", List.of()))) {
            assertThat(wrong(run(List.of(), Set.of(), Set.of(), value)))
                    .singleElement()
                    .asString()
                    .contains("is neither refused nor stored as it is");
        }
        assertThat(wrong(run(List.of(), Set.of("drop table n"), Set.of("table victims"), STORED)))
                .containsExactly(
                        "  ! drop table n is no shape of statement that innocent names and values have",
                        "  ! table victims is not as it was");
        assertThat(wrong(new HostileRun(
                        9,
                        List.of(),
                        List.of(STORED),
                        List.of("select.from: 422"),
                        Set.of(),
                        List.of("SELECT 'x'"),
                        5,
                        Set.of(),
                        "L1")))
                .containsExactly(
                        "  ! select.from: 422 is a legal name",
                        "  ! SELECT 'x' holds what was only to be bound",
                        "  ! not so: weir verify finds nothing; it says L1");
    }

    @Test
    void statementsOfOneShapeDifferInNamesAndLengthsOnly() {
        DecoyLog.Sent one = new DecoyLog.Sent(1, "u", "d", "INSERT INTO \"a\"(\"b\", \"c\")\n VALUES ($1, $2)");
        DecoyLog.Sent other =
                new DecoyLog.Sent(2, "u", "d", "INSERT INTO \"x\"\"; DROP\"(\"b\", \"c\", \"d\") VALUES ($1, $2, $3)");
        DecoyLog.Sent injected = new DecoyLog.Sent(3, "u", "d", "INSERT INTO \"a\"(\"b\") VALUES ('x'); DROP TABLE a");

        assertThat(other.shape()).isEqualTo(one.shape());
        assertThat(injected.shape()).isNotEqualTo(one.shape());
    }

    @Test
    void theStatementsOfOneUserAreReadFromALogWhoseLinesNobodyCanForge() throws Exception {
        Path log = Files.writeString(folder.resolve("log"), """
                @@ 7|weir_writer|decoy LOG:  statement: BEGIN
                @@ 7|weir_writer|decoy LOG:  execute <unnamed>: SELECT 1,
                \t@@ 7|weir_writer|decoy LOG:  statement: DROP TABLE x
                @@ 7|weir_writer|decoy DETAIL:  parameters: $1 = 'DROP'
                @@ 8|weir_owner|decoy LOG:  statement: DROP TABLE x
                @@ 9|weir_writer|decoy ERROR:  nothing
                @@ 9|weir_writer|decoy LOG:  execute S_1: COMMIT
                """);

        assertThat(DecoyLog.by("weir_writer", log, 0))
                .extracting(DecoyLog.Sent::text)
                .satisfiesExactly(
                        text -> assertThat(text).isEqualTo("BEGIN"),
                        text -> assertThat(text).startsWith("SELECT 1,").contains("DROP TABLE x"),
                        text -> assertThat(text.strip()).isEqualTo("COMMIT"));
    }

    @Test
    void whatIsOtherwiseNewOrGoneIsSeen() {
        assertThat(Decoy.changed(Map.of("a", "1", "b", "2", "c", "3"), Map.of("a", "1", "b", "9", "d", "4")))
                .containsExactly("b", "c", "d");
    }
}
