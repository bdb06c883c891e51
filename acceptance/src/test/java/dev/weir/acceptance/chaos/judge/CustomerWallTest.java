package dev.weir.acceptance.chaos.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.Discrepancy.Kind;
import dev.weir.acceptance.chaos.judge.CustomerFacts.Day;
import dev.weir.acceptance.chaos.judge.CustomerFacts.Job;
import dev.weir.acceptance.chaos.judge.CustomerFacts.Moved;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A workspace of 100 credits has a job of two rows that cost one credit each, one of which was given back. */
class CustomerWallTest {

    private static final long WORKSPACE = 5;
    private static final Asking ONE = new Asking(1, 0, 0, 0);
    private static final Asking TWO = new Asking(1, 1, 0, 0);

    private final Map<Asking, Long> charges = new HashMap<>(Map.of(ONE, 1_000L, TWO, 1_000L));
    private final List<Moved> moves =
            new ArrayList<>(List.of(new Moved(ONE, 1, 1_000, 0, 0), new Moved(TWO, 1, 1_000, 0, 1_000)));
    private final List<Job> jobs = new ArrayList<>(List.of(job(4_000, 0, 0, 0, OptionalLong.of(2_000))));
    private final Map<Long, Long> balances = new HashMap<>(Map.of(WORKSPACE, 99_000L));
    private final List<Day> days = new ArrayList<>();

    private static Job job(long held, long balance, long open, long doubt, OptionalLong most) {
        return new Job(1, WORKSPACE, true, held, balance, open, doubt, most, OptionalLong.of(1_000));
    }

    private List<Kind> found() {
        return CustomerWall.of(new CustomerFacts(charges, moves, jobs, Map.of(WORKSPACE, 100_000L), balances, days))
                .stream()
                .map(Discrepancy::kind)
                .toList();
    }

    @Test
    void whatFitsIsSilent() {
        days.add(new Day("workspace 5", 2_000, 2_000));
        assertThat(found()).isEmpty();
    }

    @Test
    void aSecondPostIsNamed() {
        moves.set(0, new Moved(ONE, 2, 2_000, 0, 0));
        assertThat(found()).contains(Kind.CHARGED_TWICE, Kind.BALANCE_WRONG);
    }

    @Test
    void aPostOfAnotherPriceIsNamed() {
        charges.put(ONE, 900L);
        assertThat(found()).containsExactly(Kind.CUSTOMER_CHARGED_WRONG);
    }

    @Test
    void aChargeThatWasNotPostedIsNamed() {
        moves.removeFirst();
        balances.put(WORKSPACE, 100_000L);
        assertThat(found()).containsExactly(Kind.CUSTOMER_CHARGED_WRONG);
    }

    @Test
    void moreGivenBackThanPostedIsNamed() {
        moves.set(1, new Moved(TWO, 1, 1_000, 500, 1_000));
        balances.put(WORKSPACE, 99_500L);
        assertThat(found()).containsExactly(Kind.CUSTOMER_CHARGED_WRONG);
    }

    @Test
    void aHoldThatDidNotReturnIsNamed() {
        jobs.set(0, job(4_000, 2_000, 0, 0, OptionalLong.empty()));
        balances.put(WORKSPACE, 97_000L);
        assertThat(found()).containsExactly(Kind.BALANCE_WRONG);
    }

    @Test
    void aDoubtThatIsHeldIsNot() {
        jobs.set(0, job(4_000, 1_000, 0, 1_000, OptionalLong.empty()));
        balances.put(WORKSPACE, 98_000L);
        assertThat(found()).isEmpty();
    }

    @Test
    void anIntentThatIsOpenWhenItsJobHasClosedIsNamed() {
        jobs.set(0, job(4_000, 0, 1_000, 0, OptionalLong.empty()));
        assertThat(found()).containsExactly(Kind.BALANCE_WRONG);
    }

    @Test
    void capsOfJobsRowsAndDaysAreKept() {
        jobs.set(0, job(4_000, 0, 0, 0, OptionalLong.of(1_999)));
        assertThat(found()).containsExactly(Kind.CAP_EXCEEDED);
        jobs.set(0, job(1_999, 0, 0, 0, OptionalLong.empty()));
        assertThat(found()).containsExactly(Kind.CAP_EXCEEDED);
        jobs.set(0, new Job(1, WORKSPACE, true, 4_000, 0, 0, 0, OptionalLong.empty(), OptionalLong.of(999)));
        assertThat(found()).containsExactly(Kind.CAP_EXCEEDED, Kind.CAP_EXCEEDED);
        jobs.set(0, job(4_000, 0, 0, 0, OptionalLong.empty()));
        days.add(new Day("workspace 5", 2_000, 1_999));
        assertThat(found()).containsExactly(Kind.CAP_EXCEEDED);
    }

    @Test
    void creditsThatCameFromNowhereOrAreGoneAreNamed() {
        balances.put(WORKSPACE, 99_001L);
        assertThat(found()).containsExactly(Kind.BALANCE_WRONG);
        balances.remove(WORKSPACE);
        assertThat(found()).containsExactly(Kind.BALANCE_WRONG);
    }

    @Test
    void aPostOfAJobThatIsNotThereIsNamed() {
        jobs.clear();
        assertThat(found()).contains(Kind.LOST);
    }
}
