package dev.weir.acceptance.audience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Showing;
import dev.weir.acceptance.TestedProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small run of the burst, and what each harness has to name beside its reckoning. What the others run is tried in the build
 * beside its rooms (triggers, scores, a vendor that is down for an hour), so that they are commands alone.
 */
@Timeout(180)
class AudienceRunsTest {

    @TempDir
    Path folder;

    private static List<String> wrong(Consumer<Showing> check) {
        List<String> said = new ArrayList<>();
        check.accept(new Showing(said::add));
        return said;
    }

    @Test
    void aBurstAndAListBecomeScoredSubscribersUnderCaps() throws Exception {
        BurstPlan plan = new BurstPlan(300, 500, 0, 60, 100, 7);
        Script script = BurstRun.script(plan);
        BurstRun run = BurstRun.of(TestedProgram.COMMAND, folder, plan, script, _ -> {});

        assertThat(wrong(showing -> Burst.check(run, plan, script, Site.truth(), showing)))
                .isEmpty();
        assertThat(Burst.table(run, plan, script))
                .anySatisfy(line -> assertThat(line).contains("submitted under the trigger's cap", "60"));
        assertThat(run.facts().requests()).hasSizeGreaterThan(100);

        BurstPlan killing = new BurstPlan(300, 500, 2, 60, 100, 7);
        assertThat(wrong(showing -> Burst.check(run, killing, script, Site.truth(), showing)))
                .containsExactly(
                        "  ! not so: the server was killed 2 times",
                        "  ! not so: deaths met deliveries, which had to be sent again");
        BurstRun other =
                new BurstRun(run.facts(), 61, "201 7", 1, 0, 1, 0, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1));
        assertThat(wrong(showing -> Burst.check(other, plan, script, Site.truth(), showing)))
                .containsExactly(
                        "  ! not so: exactly 60 were submitted under the trigger's cap; it were 61",
                        "  ! not so: beyond the workspace's cap nobody is run by hand; it was answered with 201 7",
                        "  ! not so: the server was killed 0 times");

        int wanted = Script.wanted(script.burst()).size();
        OutageRun down = new OutageRun(run.facts(), wanted - 1, 1, 0);
        assertThat(wrong(showing -> Outage.check(down, script, Site.truth(), showing)))
                .contains(
                        "  ! not so: all " + wanted + " wait while the vendor is down; " + (wanted - 1) + " did, and 1"
                                + " had come to an end",
                        "  ! not so: the vendor was asked while it was down");
    }

    @Test
    void whatIsOtherAfterASwitchIsNamed() {
        SwitchingRun other = new SwitchingRun(
                List.of(new SwitchingRun.Seen("set off, it does nothing", "NONE", "PENDING")), 1, "E1");
        assertThat(wrong(showing -> Switching.check(other, showing)))
                .containsExactly(
                        "  ! not so: set off, it does nothing is NONE; it is PENDING",
                        "  ! not so: rescoring asks nobody; 1 were asked about",
                        "  ! not so: weir verify finds nothing; it says E1");
    }

    @Test
    void deathsAreSpreadOverTheWholeRun() {
        BurstPlan plan = new BurstPlan(1_000, 2_000, 8, 100, 200, 3);
        assertThat(Moment.of(plan, 600, 2_400))
                .hasSize(8)
                .allSatisfy(moment -> assertThat(moment.at()).isPositive())
                .extracting(Moment::measure)
                .containsAll(List.of(Moment.Measure.values()));
        assertThat(Moment.of(plan, 600, 2_400).stream()
                        .filter(moment -> moment.measure() == Moment.Measure.KNOWN)
                        .map(Moment::at))
                .allMatch(at -> at > 600 && at < 2_400);
        assertThat(Moment.of(plan, 600, 2_400)).isEqualTo(Moment.of(plan, 600, 2_400));
    }
}
