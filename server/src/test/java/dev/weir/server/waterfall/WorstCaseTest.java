package dev.weir.server.waterfall;

import static dev.weir.server.waterfall.SampleOperation.gives;
import static dev.weir.server.waterfall.SampleOperation.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.provider.OperationSpec.Charge;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WorstCaseTest {

    private static final List<String> ONE = List.of("mail");
    private static final List<String> TWO = List.of("mail", "title");

    @ParameterizedTest
    @MethodSource
    void aCellCostsWhatItsPlacesCanChargeTogether(
            Completeness completeness, List<String> fields, OnDoubt onDoubt, long expected) {
        Step step = step(
                completeness,
                fields,
                accepted("p0.a", 1000),
                accepted("p1.a", 3000),
                gives("p2.a", "mail", "title").costing(200, Charge.ANSWERED),
                gives("p3.a", "mail", "title").costing(50, Charge.ANSWERED),
                gives("p4.a", "mail", "title").costing(9000, Charge.NEVER));
        assertThat(WorstCase.perCellMilli(step, onDoubt)).isEqualTo(expected);
    }

    static Stream<Arguments> aCellCostsWhatItsPlacesCanChargeTogether() {
        return Stream.of(
                Arguments.of(Completeness.MERGE, ONE, OnDoubt.HOLD, 3250),
                Arguments.of(Completeness.MERGE, ONE, OnDoubt.RETRY, 3250),
                Arguments.of(Completeness.MERGE, ONE, OnDoubt.SKIP, 4250),
                Arguments.of(Completeness.MERGE, TWO, OnDoubt.HOLD, 4250),
                Arguments.of(Completeness.MERGE, TWO, OnDoubt.SKIP, 4250),
                Arguments.of(Completeness.ANY, ONE, OnDoubt.HOLD, 3250),
                Arguments.of(Completeness.ANY, TWO, OnDoubt.HOLD, 4250),
                Arguments.of(Completeness.COMPLETE, ONE, OnDoubt.HOLD, 3250),
                Arguments.of(Completeness.COMPLETE, TWO, OnDoubt.HOLD, 3250),
                Arguments.of(Completeness.COMPLETE, TWO, OnDoubt.SKIP, 4250));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "2000, 2000", "9000, 3000"})
    void aCellCostsNoMoreThanItsStepsCap(long cap, long expected) {
        Step mail = step(ONE, accepted("p0.a", 1000), accepted("p1.a", 3000))
                .ruledBy(StepRules.USUAL.cappedAt(new Cap(cap)));
        assertThat(WorstCase.perCellMilli(mail, OnDoubt.HOLD)).isEqualTo(expected);
        assertThat(WorstCase.perRowMilli(new Plan(List.of(mail), OnDoubt.HOLD))).isEqualTo(expected);
    }

    @Test
    void aRowCostsTheSumOfItsCells() {
        Step mail = step(ONE, accepted("p0.a", 1000));
        Step title = new Step(
                "title", List.of("title"), List.of(accepted("p1.a", 500).place()), Completeness.MERGE, Acceptance.ALL);
        assertThat(WorstCase.perRowMilli(new Plan(List.of(mail, title), OnDoubt.HOLD)))
                .isEqualTo(1500);
    }

    @Test
    void anAmountBeyondALongIsRefusedRatherThanWrapped() {
        Step huge = step(TWO, accepted("p0.a", Long.MAX_VALUE), accepted("p1.a", 1));
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> WorstCase.perCellMilli(huge, OnDoubt.HOLD));
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> WorstCase.holdMilli(Long.MAX_VALUE, 2, Cap.NONE, Cap.NONE));
    }

    @ParameterizedTest
    @CsvSource({
        // per row, rows, cap per row, cap per job, hold
        "1500, 10, , , 15000",
        "1500, 0, , , 0",
        "0, 10, , , 0",
        "1500, 10, 1000, , 10000",
        "1500, 10, 2000, , 15000",
        "1500, 10, , 14999, 14999",
        "1500, 10, , 15000, 15000",
        "1500, 10, , 15001, 15000",
        "1500, 10, 1000, 9000, 9000",
        "1500, 10, 0, , 0",
        "1500, 10, , 0, 0",
        "9223372036854775807, 1000000, , 70000, 70000"
    })
    void theHoldIsTheWorstCaseOrTheLowerCap(
            long perRow, long rows, @Nullable Long rowCap, @Nullable Long jobCap, long hold) {
        assertThat(WorstCase.holdMilli(perRow, rows, cap(rowCap), cap(jobCap))).isEqualTo(hold);
    }

    @Test
    void negativeAmountsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> WorstCase.holdMilli(-1, 1, Cap.NONE, Cap.NONE));
        assertThatIllegalArgumentException().isThrownBy(() -> new Cap(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> Cap.NONE.admit(0, 0, -1, 0));
    }

    @ParameterizedTest
    @CsvSource({
        // posted, doubts, open, price, of a cap of 1000
        "0, 0, 0, 1000, LEAVES",
        "0, 0, 0, 1001, REFUSED",
        "500, 300, 100, 100, LEAVES",
        "500, 300, 101, 100, PARKS",
        "500, 401, 0, 100, REFUSED",
        "901, 0, 0, 100, REFUSED",
        "1000, 0, 0, 0, LEAVES",
        "1200, 0, 0, 0, REFUSED",
        "500, 0, 500, 0, LEAVES",
        "0, 0, 1000, 1, PARKS"
    })
    void aCallLeavesParksOrIsRefusedByWhatIsSpent(
            long posted, long doubts, long open, long price, Cap.Admission expected) {
        assertThat(new Cap(1000).admit(posted, doubts, open, price)).isEqualTo(expected);
    }

    @Test
    void noCapRefusesNothing() {
        assertThat(Cap.NONE.admit(Long.MAX_VALUE / 3, Long.MAX_VALUE / 3, 1000, 1000))
                .isEqualTo(Cap.Admission.LEAVES);
    }

    private static Cap cap(@Nullable Long milli) {
        return milli == null ? Cap.NONE : new Cap(milli);
    }

    private static SampleOperation accepted(String id, long milli) {
        return gives(id, "mail", "title").costing(milli, Charge.ACCEPTED);
    }
}
