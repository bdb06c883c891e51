package dev.weir.server.waterfall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StatesTest {

    private static final Set<CellState> CELL_ENDS = EnumSet.range(CellState.COMPLETED, CellState.DEAD);

    private static final Map<CellState, Set<CellState>> CELLS = Map.of(
            CellState.PENDING, Set.of(CellState.QUEUED, CellState.CANCELLED),
            CellState.QUEUED, Set.of(CellState.PENDING, CellState.IN_PROGRESS, CellState.CANCELLED, CellState.DEAD),
            CellState.IN_PROGRESS,
                    Set.of(
                            CellState.PENDING,
                            CellState.QUEUED,
                            CellState.WAITING,
                            CellState.COMPLETED,
                            CellState.FAILED,
                            CellState.SKIPPED,
                            CellState.IN_DOUBT,
                            CellState.CANCELLED,
                            CellState.DEAD),
            CellState.WAITING,
                    Set.of(
                            CellState.IN_PROGRESS,
                            CellState.COMPLETED,
                            CellState.FAILED,
                            CellState.SKIPPED,
                            CellState.IN_DOUBT,
                            CellState.CANCELLED,
                            CellState.DEAD));

    private static final Map<CellState, Set<CellState>> CELLS_BY_EVIDENCE = Map.of(
            CellState.IN_DOUBT, Set.of(CellState.COMPLETED, CellState.FAILED, CellState.SKIPPED, CellState.WAITING),
            CellState.FAILED, Set.of(CellState.COMPLETED));

    private static final Map<RowState, Set<RowState>> ROWS = Map.of(
            RowState.OPEN, Set.of(RowState.COMPLETED, RowState.FAILED, RowState.IN_DOUBT),
            RowState.FAILED, Set.of(RowState.COMPLETED),
            RowState.IN_DOUBT, Set.of(RowState.OPEN, RowState.COMPLETED, RowState.FAILED));

    private static final Map<JobStatus, Set<JobStatus>> JOBS = Map.of(
            JobStatus.PENDING, Set.of(JobStatus.RUNNING, JobStatus.CANCELLED),
            JobStatus.RUNNING,
                    Set.of(JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.PARTIALLY_COMPLETED, JobStatus.CANCELLED));

    @ParameterizedTest
    @EnumSource
    void aCellBecomesWhatItsTableSays(CellState from) {
        for (CellState to : CellState.values()) {
            assertThat(from.canBecome(to))
                    .as("%s to %s", from, to)
                    .isEqualTo(CELLS.getOrDefault(from, Set.of()).contains(to));
            assertThat(from.canBecomeByEvidence(to))
                    .as("%s to %s by evidence", from, to)
                    .isEqualTo(CELLS_BY_EVIDENCE.getOrDefault(from, Set.of()).contains(to));
        }
        assertThat(from.isFinal()).isEqualTo(CELL_ENDS.contains(from));
    }

    @ParameterizedTest
    @EnumSource
    void aRowBecomesWhatItsTableSays(RowState from) {
        for (RowState to : RowState.values()) {
            assertThat(from.canBecome(to))
                    .as("%s to %s", from, to)
                    .isEqualTo(ROWS.getOrDefault(from, Set.of()).contains(to));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aJobBecomesWhatItsTableSays(JobStatus from) {
        for (JobStatus to : JobStatus.values()) {
            assertThat(from.canBecome(to))
                    .as("%s to %s", from, to)
                    .isEqualTo(JOBS.getOrDefault(from, Set.of()).contains(to));
        }
    }

    /** Of two cells, one moves in every way a cell can; the row's states before and after are an allowed pair. */
    @ParameterizedTest
    @EnumSource
    void aRowMovesOnlyAsItsCellsCan(CellState other) {
        for (CellState from : CellState.values()) {
            for (CellState to : CellState.values()) {
                if (from.canBecome(to) || from.canBecomeByEvidence(to)) {
                    RowState before = RowState.of(List.of(from, other));
                    RowState after = RowState.of(List.of(to, other));
                    assertThat(before == after || before.canBecome(after))
                            .as("%s to %s beside %s takes the row from %s to %s", from, to, other, before, after)
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETED, SKIPPED, COMPLETED",
        "SKIPPED, SKIPPED, COMPLETED",
        "COMPLETED, FAILED, FAILED",
        "COMPLETED, CANCELLED, FAILED",
        "DEAD, COMPLETED, FAILED",
        "FAILED, IN_DOUBT, IN_DOUBT",
        "COMPLETED, IN_DOUBT, IN_DOUBT",
        "IN_DOUBT, WAITING, OPEN",
        "FAILED, PENDING, OPEN"
    })
    void aRowIsDerivedFromItsCells(CellState one, CellState two, RowState row) {
        assertThat(RowState.of(List.of(one, two))).isEqualTo(row);
        assertThat(RowState.of(List.of(two, one))).isEqualTo(row);
    }

    @Test
    void aRowWithoutCellsIsOpen() {
        assertThat(RowState.of(List.of())).isEqualTo(RowState.OPEN);
    }

    @ParameterizedTest
    @CsvSource({"3, 3, COMPLETED", "0, 3, FAILED", "1, 3, PARTIALLY_COMPLETED", "2, 3, PARTIALLY_COMPLETED"})
    void aJobsLastStatusCountsCompletedRows(long completed, long total, JobStatus status) {
        assertThat(JobStatus.ofFinal(completed, total)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "4, 3", "-1, 3"})
    void aCountOfRowsThatCannotBeIsRefused(long completed, long total) {
        assertThatThrownBy(() -> JobStatus.ofFinal(completed, total)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void statesAreStoredAndShownInTheDesignsWords() {
        assertThat(JobStatus.PARTIALLY_COMPLETED.text()).isEqualTo("partially_completed");
        assertThat(CellState.IN_DOUBT.text()).isEqualTo("in_doubt");
        assertThat(CellReason.CREDENTIALS_MISSING.text()).isEqualTo("credentials_missing");
        assertThat(SkipReason.ALREADY_KNOWN.text()).isEqualTo("already_known");
        assertThat(NotAskedReason.CAP_REACHED.text()).isEqualTo("cap_reached");
        assertThat(new Verdict.BadAnswer("").text()).isEqualTo("bad_answer");
    }
}
