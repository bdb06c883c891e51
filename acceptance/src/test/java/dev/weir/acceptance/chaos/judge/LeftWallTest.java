package dev.weir.acceptance.chaos.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.Discrepancy.Kind;
import dev.weir.acceptance.chaos.judge.LeftFacts.Job;
import dev.weir.acceptance.chaos.judge.LeftFacts.Left;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A job of ten rows and two steps, of which one row failed. */
class LeftWallTest {

    private static final Job WHOLE = new Job(1, "partially_completed", "closed", 10, 10, 9, 1, 0, 20, 0, 2);

    private static List<Kind> found(Job job, Left... left) {
        return LeftWall.of(new LeftFacts(List.of(job), List.of(left))).stream()
                .map(Discrepancy::kind)
                .toList();
    }

    @Test
    void whatIsOverIsSilent() {
        assertThat(found(WHOLE, new Left("tickets", 0, ""))).isEmpty();
        assertThat(found(new Job(1, "cancelled", "closed", 10, 10, 4, 6, 0, 12, 0, 2)))
                .isEmpty();
    }

    @Test
    void whateverIsMissingIsLost() {
        assertThat(found(new Job(1, "running", "running", 10, 10, 9, 1, 0, 20, 0, 2)))
                .containsExactly(Kind.LOST);
        assertThat(found(new Job(1, "completed", "closing", 10, 10, 9, 1, 0, 20, 0, 2)))
                .containsExactly(Kind.LOST);
        assertThat(found(new Job(1, "completed", "closed", 10, 9, 9, 0, 0, 18, 0, 2)))
                .containsExactly(Kind.LOST);
        assertThat(found(new Job(1, "completed", "closed", 10, 10, 9, 0, 0, 20, 0, 2)))
                .containsExactly(Kind.LOST);
        assertThat(found(new Job(1, "completed", "closed", 10, 10, 9, 1, 1, 20, 0, 2)))
                .containsExactly(Kind.LOST);
        assertThat(found(new Job(1, "completed", "closed", 10, 10, 9, 1, 0, 19, 0, 2)))
                .containsExactly(Kind.LOST);
        assertThat(found(WHOLE, new Left("tickets", 1, "ticket 7"))).containsExactly(Kind.LOST);
    }

    @Test
    void aRowThatWasGivenUpIsNamed() {
        assertThat(found(new Job(1, "completed", "closed", 10, 10, 9, 1, 0, 20, 1, 2)))
                .containsExactly(Kind.DEAD);
    }
}
