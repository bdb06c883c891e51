package dev.weir.acceptance.late;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Showing;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TransitionsTest {

    private static final Instant BEGUN = Instant.parse("2026-11-30T05:00:00Z");
    private static final Duration DELAY = Duration.ofMillis(500);
    private static final List<String> ROW = row(
            List.of("ticket_opened", "submission_leaving", "ticket_out", "submission_out taken"),
            List.of("worker_progress at it", "worker_result answered"),
            List.of(
                    "answer_filed",
                    "ticket_ended answered",
                    "submission_ended ended",
                    "asked accepted",
                    "cell completed"));

    @Test
    void aWholeTimelineIsSilent() {
        assertThat(wrong(ROW)).isEmpty();
        assertThat(Transitions.table(List.of(entries(ROW)), WorkersRun.STEPS).getLast())
                .matches("  second +cell completed +1 +1 +1");
    }

    @Test
    void eachTransitionThatIsMissingIsNamed() {
        for (String one : ROW) {
            String what = one.substring(one.indexOf(':') + 1).replaceAll("@\\d+$", "");
            assertThat(wrong(ROW.stream().filter(other -> !other.equals(one)).toList()))
                    .anySatisfy(sentence -> assertThat(sentence)
                            .isEqualTo("row 7, step " + one.substring(0, one.indexOf(':')) + ": " + what
                                    + " stands there 0 times instead of once"));
        }
    }

    @Test
    void whatStandsThereTwiceOrForNoReasonIsNamed() {
        assertThat(wrong(with(ROW, 6, "first:worker_result answered@606")))
                .containsExactly("row 7, step first: worker_result answered stands there 2 times instead of once");
        assertThat(wrong(with(ROW, 6, "first:worker_failure answered@606")))
                .containsExactly("row 7, step first: worker_failure answered stands there, which nothing made");
    }

    @Test
    void whatStandsInTheWrongOrderIsNamed() {
        List<String> swapped = new ArrayList<>(ROW);
        String filed = swapped.remove(6);
        swapped.add(4, filed);
        assertThat(wrong(swapped))
                .contains(
                        "row 7, step first: answer_filed stands before worker_result answered",
                        "row 7: worker_progress at it stands behind what came after it");
    }

    @Test
    void aWorkerThatTookNoTimeAndAStepThatDidNotWaitAreNamed() {
        assertThat(Transitions.wrong(7, entries(ROW), WorkersRun.STEPS, Duration.ofSeconds(1)))
                .containsExactly(
                        "row 7, step first: the worker took less than 1000 ms",
                        "row 7, step second: the worker took less than 1000 ms");
        assertThat(Transitions.wrong(7, entries(ROW), List.of("second", "first"), DELAY))
                .containsExactly("row 7, step first: it begins before the step in front of it has ended");
    }

    @Test
    void aRunThatLacksSomethingIsNotShown() {
        List<JsonNode> row = entries(ROW);
        List<JsonNode> ofJob = Stream.concat(job("started", "completed").stream(), row.stream())
                .toList();
        WorkersRun whole = new WorkersRun("completed", ofJob, List.of(row), row, "", List.of(1L, 1L), "", DELAY);
        assertThat(said(whole)).containsExactly("Shown.");
        assertThat(said(new WorkersRun("failed", row, List.of(), row, "", List.of(1L, 2L), "1 finding", DELAY)))
                .contains(
                        "  ! not so: the job is completed; it is failed",
                        "  ! not so: each worker takes a ticket a row; they took [1, 2]",
                        "  ! not so: weir verify finds nothing; it says 1 finding",
                        "  ! not so: each row has a timeline",
                        "  ! not so: the job is told to have started and completed; it is told []",
                        "  ! not so: the job's timeline tells of its rows what theirs tell")
                .last()
                .asString()
                .startsWith("NOT shown: ");
        assertThat(said(new WorkersRun(
                        "completed", ofJob, List.of(row), row.subList(1, 22), "", List.of(1L, 1L), "", DELAY)))
                .contains("  ! not so: weir job show --timeline tells what the API tells");
    }

    private static List<String> said(WorkersRun run) {
        List<String> said = new ArrayList<>();
        Showing showing = new Showing(said::add);
        TwoWorkers.check(run, 1, DELAY, showing);
        showing.verdict(Path.of("here"));
        return said;
    }

    private static List<String> wrong(List<String> row) {
        return Transitions.wrong(7, entries(row), WorkersRun.STEPS, DELAY);
    }

    /** Entries as {@code step:kind detail@millisecond}. */
    private static List<String> row(List<String> before, List<String> told, List<String> after) {
        List<String> row = new ArrayList<>();
        int at = 0;
        for (String step : WorkersRun.STEPS) {
            for (List<String> some : List.of(before, told, after)) {
                at += some.equals(told) ? 600 : 0;
                for (String what : some) {
                    row.add(step + ":" + what + "@" + at++);
                }
            }
        }
        return row;
    }

    private static List<String> with(List<String> row, int place, String more) {
        List<String> all = new ArrayList<>(row);
        all.add(place, more);
        return all;
    }

    private static List<JsonNode> job(String... events) {
        return Stream.of(events)
                .map(event -> json("{\"at\": \"" + BEGUN + "\", \"kind\": \"job\", \"detail\": \"job." + event + "\"}"))
                .toList();
    }

    private static List<JsonNode> entries(List<String> row) {
        return row.stream()
                .map(one -> {
                    String[] parts = one.split("[:@]", -1);
                    String[] words = parts[1].split(" ", 2);
                    String detail = words.length == 1 ? "" : ", \"detail\": \"" + words[1] + "\"";
                    return json("{\"at\": \"" + BEGUN.plusMillis(Long.parseLong(parts[2]))
                            + "\", \"rowIndex\": 0, \"step\": \"" + parts[0] + "\", \"kind\": \"" + words[0] + "\""
                            + detail + "}");
                })
                .toList();
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
