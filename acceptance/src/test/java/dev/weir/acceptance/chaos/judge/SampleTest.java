package dev.weir.acceptance.chaos.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SampleTest {

    private static Sample with(boolean calm, long idle) {
        return new Sample(calm, idle, Map.of());
    }

    @Test
    void anEndThatStaysIsSilent() {
        assertThat(Sample.judge(List.of(
                        new Sample(true, 0, Map.of()),
                        new Sample(true, 0, Map.of(1L, "completed")),
                        new Sample(true, 0, Map.of(1L, "completed", 2L, "failed")))))
                .isEmpty();
    }

    @Test
    void anEndThatIsTakenBackIsNamed() {
        assertThat(Sample.judge(List.of(new Sample(true, 0, Map.of(1L, "completed")), new Sample(true, 0, Map.of()))))
                .hasSize(1);
        assertThat(Sample.judge(List.of(
                        new Sample(true, 0, Map.of(1L, "completed")), new Sample(true, 0, Map.of(1L, "failed")))))
                .hasSize(1);
    }

    @Test
    void transactionsThatWaitForCallsAreNamed() {
        assertThat(Sample.judge(Collections.nCopies(20, with(true, 4)))).hasSize(1);
    }

    @Test
    void oneThatIsHeldUpNowAndThenIsNot() {
        List<Sample> samples = new ArrayList<>(Collections.nCopies(19, with(true, 0)));
        samples.add(with(true, 32));
        assertThat(Sample.judge(samples)).isEmpty();
    }

    @Test
    void whatIsHeldStillWaitsForNothing() {
        assertThat(Sample.judge(Collections.nCopies(20, with(false, 9)))).isEmpty();
    }
}
