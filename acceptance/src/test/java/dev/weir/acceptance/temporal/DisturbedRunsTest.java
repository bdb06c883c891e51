package dev.weir.acceptance.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Showing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DisturbedRunsTest {

    private static final Outcome.Ended JOB = job("/1", "partially_completed", 60, 40, 0, 60_000);
    private static final Outcome.Ended DOUBTED = job("/1", "partially_completed", 60, 40, 2, 60_000);
    private static final Charges CHARGES = new Charges(150, 0, 0, 60_000);
    private static final Outcome.Known SURE = new Outcome.Known(60_000, 0);
    private static final Outcome.Known UNSURE = new Outcome.Known(60_000, 2_000);
    private static final Outcome CALM = new Outcome(List.of(JOB), CHARGES, SURE, "");

    @Test
    void anOutcomeWhoseBooksAgreeIsShown() {
        assertThat(wrong(showing -> CALM.check(true, showing))).isEmpty();
        assertThat(wrong(showing -> new Outcome(List.of(DOUBTED), new Charges(150, 1, 0, 61_000), UNSURE, "")
                        .check(false, showing)))
                .isEmpty();
    }

    @Test
    void aLostRowADoubtASecondChargeAndTamperedBooksAreNamed() {
        assertThat(wrong(showing -> new Outcome(
                                List.of(job("/1", "running", 60, 39, 0, 60_000)),
                                new Charges(150, 0, 1, 61_000),
                                SURE,
                                "L2")
                        .check(true, showing)))
                .containsExactly(
                        "  ! not so: /1: every row is final and some are completed; it is "
                                + job("/1", "running", 60, 39, 0, 60_000),
                        "  ! not so: /1 is completed; it is running",
                        "  ! not so: nothing is charged twice; it is 1 times",
                        "  ! not so: the vendors charged what we are certain of, 60000, and at most the possible 0 more; it"
                                + " is 61000",
                        "  ! not so: weir verify finds nothing; it says L2");
        assertThat(wrong(showing ->
                        new Outcome(List.of(DOUBTED), new Charges(150, 1, 0, 61_000), UNSURE, "").check(true, showing)))
                .containsExactly(
                        "  ! not so: nothing is in doubt; it is 2", "  ! not so: nobody is asked twice; it is 1 times");
    }

    @Test
    void aBatchThatNobodyTakesInTimeIsNamed() {
        KilledRun late = new KilledRun(List.of(Duration.ofSeconds(18), Duration.ofMillis(22_001)), 2, CALM);

        assertThat(wrong(showing -> WorkerKilled.check(late, 2, showing)))
                .containsExactly("  ! not so: each batch is granted anew within 22 s; one took 22001 ms");
        assertThat(wrong(showing -> WorkerKilled.check(new KilledRun(List.of(), 1, CALM), 2, showing)))
                .containsExactly("  ! not so: 2 workers die; it were 1", "  ! not so: each of the dead had a batch");
    }

    @Test
    void anApiThatRefusesMeanwhileAndAJobThatTakesTooLongAreNamed() {
        Duration minute = Duration.ofMinutes(1);
        AwayRun bad = new AwayRun(minute, 120, 3, 0, Duration.ofSeconds(181), CALM);

        assertThat(wrong(showing -> TemporalAway.check(bad, AwayRun.How.STOPPED, showing)))
                .containsExactly(
                        "  ! not so: stopped: the API answers meanwhile; 3 times it did not",
                        "  ! not so: stopped: a job is submitted meanwhile",
                        "  ! not so: stopped: all have closed within 180 s of its return; it took 181000 ms");
    }

    @Test
    void anEngineWithoutATurnAndAQuestionOfBothAreNamed() {
        SwitchRun bad = new SwitchRun(
                Map.of(1L, 4),
                2,
                List.of(new SwitchRun.Turn("Temporal", 0, true)),
                List.of(new Leases.Held(3, 4, 7)),
                0,
                CALM);

        assertThat(wrong(showing -> EngineSwitch.check(bad, showing)))
                .containsExactly(
                        "  ! not so: both engines have batches at once; it is {1=4}",
                        "  ! not so: nobody is asked twice by two engines at once; it is 2",
                        "  ! not so: no grant has two nodes; [Held[batch=3, epoch=4, node=7]]",
                        "  ! not so: Temporal has batches in its turn; it is Turn[engine=Temporal, batches=0, killed=true]");
    }

    @Test
    void aCallAfterAStopAndAHoldThatStaysAreNamed() {
        StopRun bad =
                new StopRun(new StopRun.Stopped(30, 31, 60), new StopRun.Stopped(30, 30, 10), "completed", 5, CALM);

        assertThat(wrong(showing -> Stops.check(bad, 100, showing)))
                .containsExactly(
                        "  ! not so: no call starts after pause has returned; 30 had by then, and it were 31",
                        "  ! not so: the resumed job goes on to its end; it is " + JOB,
                        "  ! not so: the other one is cancelled; it is completed",
                        "  ! not so: its hold has returned; 5/1000 are left");
    }

    private static Outcome.Ended job(
            String path, String status, long completed, long failed, long inDoubt, long spent) {
        return new Outcome.Ended(path, status, "closed", 100, completed, failed, inDoubt, spent);
    }

    private static List<String> wrong(Consumer<Showing> check) {
        List<String> said = new ArrayList<>();
        check.accept(new Showing(said::add));
        return said;
    }
}
