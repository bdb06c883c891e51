package dev.weir.acceptance.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Showing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SameJobTest {

    private static final Map<String, List<String>> PARTS = Map.of(
            "job", List.of("{\"inDoubtRecords\":0,\"name\":\"mixed\"}"),
            "export", List.of("{\"a\":1}", "{\"a\":2}"),
            "cells", List.of("0 0 2", "1 0 3"),
            "ledger", List.of("3 0 0 0 1000", "3 1 0 0 1000"),
            "events of rows", List.of("0: row.completed", "1: row.completed"),
            "vendors", List.of("fullenrich x FOUND: calls 1", "hunter y NOT_FOUND: calls 1"));

    private static final JobRun FIRST = run("first", new Facts(PARTS), Map.of(1L, 2), List.of());

    @Test
    void equalFactsAreShown() {
        assertThat(checked(run("second", new Facts(PARTS), Map.of(7L, 1, 8L, 1), List.of(7L, 8L))))
                .isEmpty();
    }

    @Test
    void whatOnlyOneRunHasIsNamed() {
        assertThat(checked(run("second", with("cells", "0 0 2", "1 0 2"), Map.of(1L, 2), List.of())))
                .containsExactly(
                        "  ! second differs from first: cells, only there: 1 0 3",
                        "  ! second differs from first: cells, only here: 1 0 2",
                        "  ! second differs from first: cells: 1 lines are only there, 1 only here");
        assertThat(checked(run(
                        "second", with("ledger", "3 0 0 0 1000", "3 1 0 0 1000", "3 1 0 0 1000"), Map.of(), List.of())))
                .containsExactly(
                        "  ! second differs from first: ledger, only here: 3 1 0 0 1000",
                        "  ! second differs from first: ledger: 0 lines are only there, 1 only here");
        assertThat(checked(run("second", with("export", "{\"a\":2}", "{\"a\":1}"), Map.of(), List.of())))
                .containsExactly(
                        "  ! second differs from first: export: 0 lines are only there, 0 only here, the order is"
                                + " another");
    }

    @Test
    void anAnswerThatWasLostIsNamed() {
        assertThat(checked(
                        run("second", with("job", "{\"inDoubtRecords\":3,\"name\":\"mixed\"}"), Map.of(), List.of())))
                .startsWith(
                        "  ! not so: second: every call is answered, for which a machine must have time; some rows are in"
                                + " doubt");
    }

    @Test
    void whoWorksThoughHeWasNotToAndAGrantOfTwoNodesAreNamed() {
        JobRun other = new JobRun(
                "second",
                new Facts(PARTS),
                Map.of(1L, 1, 7L, 1),
                List.of(7L),
                List.of(new Leases.Held(3, 4, 7)),
                2,
                Duration.ofSeconds(1));
        assertThat(checked(other, "L2"))
                .containsExactly(
                        "  ! not so: weir verify finds nothing; it says L2",
                        "  ! not so: second: no grant has two nodes; [Held[batch=3, epoch=4, node=7]]",
                        "  ! not so: second: every event is heard of; 2 are not",
                        "  ! not so: second: nobody but the workers works; " + other.batches());
    }

    private static Facts with(String part, String... lines) {
        Map<String, List<String>> parts = new LinkedHashMap<>(PARTS);
        parts.put(part, List.of(lines));
        return new Facts(parts);
    }

    private static JobRun run(String how, Facts facts, Map<Long, Integer> batches, List<Long> workers) {
        return new JobRun(how, facts, batches, workers, List.of(), 0, Duration.ofSeconds(1));
    }

    private static List<String> checked(JobRun other) {
        return checked(other, "");
    }

    private static List<String> checked(JobRun other, String verified) {
        List<String> said = new ArrayList<>();
        SameJob.check(List.of(FIRST, other), 2, verified, new Showing(said::add));
        return said;
    }
}
