package dev.weir.server.conductor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.jobs.engine.Grants.Due;
import dev.weir.server.jobs.engine.Lease;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairShareTest {

    private static Due job(long id, long workspace, int leased) {
        return new Due(id, workspace, leased, 1_000);
    }

    private static Lease lease(long job, long workspace) {
        return new Lease(1, job, workspace, 0, 1, 1, 0, () -> 0, 0);
    }

    private static List<Long> turns(FairShare share, int most) {
        List<Long> turns = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            Due next = share.next(_ -> true);
            if (next == null) {
                break;
            }
            turns.add(next.jobId());
            share.took(next);
        }
        return turns;
    }

    @Test
    void twoJobsOfOneWorkspaceTakeTurns() {
        assertThat(turns(new FairShare(List.of(job(1, 1, 0), job(2, 1, 0)), List.of()), 4))
                .containsExactly(1L, 2L, 1L, 2L);
    }

    @Test
    void aWorkspaceWithManyJobsGetsNoMoreThanOneWithASingleJob() {
        List<Due> due = List.of(job(1, 1, 0), job(2, 1, 0), job(3, 1, 0), job(4, 2, 0));
        assertThat(turns(new FairShare(due, List.of()), 6)).containsExactly(1L, 4L, 2L, 4L, 3L, 4L);
    }

    @Test
    void whoHasMostUnderWayAnywhereWaits() {
        assertThat(turns(new FairShare(List.of(job(1, 1, 5), job(2, 2, 0)), List.of()), 5))
                .containsOnly(2L);
    }

    @Test
    void whatThisNodeRunsOfJobsThatHaveNothingDueCountsForTheirWorkspace() {
        FairShare share = new FairShare(List.of(job(1, 1, 0), job(2, 2, 0)), List.of(lease(9, 1), lease(9, 1)));
        assertThat(turns(share, 2)).containsExactly(2L, 2L);
    }

    @Test
    void whoHasNothingLeftOrDoesNotFitIsPassedOver() {
        Due first = job(1, 1, 0);
        FairShare share = new FairShare(List.of(first, job(2, 1, 0)), List.of());
        share.nothingLeft(first);
        assertThat(turns(share, 2)).containsExactly(2L, 2L);
        assertThat(share.next(_ -> false)).isNull();
    }
}
