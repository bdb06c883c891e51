package dev.weir.acceptance.chaos.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.Discrepancy.Kind;
import dev.weir.acceptance.chaos.judge.ResultFacts.Job;
import dev.weir.acceptance.chaos.judge.ResultFacts.Row;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResultWallTest {

    private static final Row ROW = new Row(List.of("title: completed Engineer"), 1_000, Set.of("row.completed"), false);
    private static final ResultFacts UNDISTURBED = facts("completed", ROW);

    private static ResultFacts facts(String status, Row row) {
        return new ResultFacts(Map.of("plan-7-0", new Job(status, Map.of(0, row))), Set.of());
    }

    private static List<Kind> found(ResultFacts disturbed) {
        return ResultWall.of(UNDISTURBED, disturbed).stream()
                .map(Discrepancy::kind)
                .toList();
    }

    @Test
    void theSameIsSilent() {
        assertThat(found(facts("completed", ROW))).isEmpty();
    }

    @Test
    void eachDifferenceIsNamed() {
        assertThat(found(facts("failed", ROW))).containsExactly(Kind.RESULT_DIFFERS);
        assertThat(found(facts("completed", new Row(List.of("title: failed"), 1_000, Set.of("row.completed"), false))))
                .containsExactly(Kind.RESULT_DIFFERS);
        assertThat(found(facts("completed", new Row(ROW.cells(), 2_000, Set.of("row.completed"), false))))
                .containsExactly(Kind.RESULT_DIFFERS);
        assertThat(found(facts("completed", new Row(ROW.cells(), 1_000, Set.of(), false))))
                .containsExactly(Kind.RESULT_DIFFERS);
    }

    @Test
    void aJobOrARowThatIsMissingIsLost() {
        assertThat(found(new ResultFacts(Map.of(), Set.of()))).containsExactly(Kind.LOST);
        assertThat(found(new ResultFacts(Map.of("plan-7-0", new Job("completed", Map.of())), Set.of())))
                .containsExactly(Kind.LOST);
    }

    @Test
    void ofAJobThatEndedWithDoubtsTheRowsAreComparedAlone() {
        assertThat(found(facts(Job.AN_END, ROW))).isEmpty();
        assertThat(found(facts(Job.AN_END, new Row(List.of("title: failed"), 1_000, Set.of("row.completed"), false))))
                .containsExactly(Kind.RESULT_DIFFERS);
        assertThat(ResultWall.of(facts(Job.AN_END, ROW), UNDISTURBED)).isEmpty();
        assertThat(ResultWall.of(
                        facts(Job.AN_END, new Row(List.of("title: failed"), 1_000, Set.of("row.completed"), false)),
                        UNDISTURBED))
                .hasSize(1);
    }

    @Test
    void aJobOfOtherRowsIsNotCompared() {
        assertThat(found(new ResultFacts(Map.of(), Set.of("plan-7-0")))).isEmpty();
    }

    @Test
    void whatAPersonSaidIsNotCompared() {
        assertThat(found(facts("failed", new Row(List.of("title: failed"), 0, Set.of(), true))))
                .isEmpty();
    }
}
