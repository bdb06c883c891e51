package dev.weir.acceptance.chaos.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.chaos.load.JobPlan;
import dev.weir.acceptance.chaos.load.Story;
import dev.weir.acceptance.chaos.load.Story.Act;
import dev.weir.acceptance.chaos.load.Story.Kind;
import dev.weir.acceptance.chaos.load.Story.Play;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PromiseTablesTest {

    private static final JobPlan AT_ONCE = plan(false);
    private static final JobPlan LATER = plan(true);

    private static JobPlan plan(boolean answersLater) {
        return IntStream.range(0, 1_000)
                .mapToObj(index -> JobPlan.of(1, index))
                .filter(plan -> plan.work().answersLater() == answersLater)
                .findFirst()
                .orElseThrow();
    }

    private static Play cancelled(JobPlan plan, int status, long job, OptionalInt inFlight) {
        return new Play(plan, List.of(), List.of(new Act(Kind.CANCEL, status, job, "", Instant.EPOCH, inFlight)));
    }

    @Test
    void whatACancelSaidOfCallsOnTheirWayIsKeptWhereVendorsAnswerAtOnce() {
        List<Play> plays = List.of(
                cancelled(AT_ONCE, 200, 7, OptionalInt.of(3)),
                cancelled(AT_ONCE, 200, 8, OptionalInt.of(0)),
                cancelled(AT_ONCE, 409, 9, OptionalInt.empty()),
                cancelled(LATER, 200, 10, OptionalInt.of(5)));
        assertThat(PromiseTables.toldInFlight(new Story(1, plays, List.of(), 0, 0, List.of())))
                .containsOnlyKeys(7L, 8L)
                .containsEntry(7L, 3)
                .containsEntry(8L, 0);
    }
}
