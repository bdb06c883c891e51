package dev.weir.acceptance.chaos.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.Discrepancy.Kind;
import dev.weir.acceptance.Showing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RunReportTest {

    private static final String COMMAND = "./weir chaos --seed 7";
    private static final Occurrence HAPPENED = new Occurrence("pause", "a job was paused", 3);

    private final List<String> said = new ArrayList<>();

    private Showing told(List<Occurrence> counters, Discrepancy... findings) {
        Showing showing = new Showing(said::add);
        report(counters, findings).tell(showing);
        return showing;
    }

    private static RunReport report(List<Occurrence> counters, Discrepancy... findings) {
        return new RunReport(7, "abc", COMMAND, Map.of("jobs", 1_234L), counters, List.of(findings));
    }

    @Test
    void aRunInWhichAllFitsAndAllHappenedIsShown(@TempDir Path folder) {
        Showing showing = told(List.of(HAPPENED));
        assertThat(showing.verdict(folder)).isZero();
        assertThat(said).contains("seed 7, commit abc", "  jobs: 1,234").noneMatch(line -> line.contains(COMMAND));
        assertThat(said.getLast()).isEqualTo("Shown.");
    }

    @Test
    void aFindingIsNotShownAndSaysHowToDoItAgain(@TempDir Path folder) {
        Showing showing = told(List.of(HAPPENED), new Discrepancy(Kind.CHARGED_TWICE, "question", "twice"));
        assertThat(showing.verdict(folder)).isOne();
        assertThat(said).contains("once more: " + COMMAND);
        assertThat(said.getLast()).startsWith("NOT shown: CHARGED_TWICE: question: twice");
    }

    @Test
    void whatNeverHappenedMakesTheRunVoidByName(@TempDir Path folder) {
        Showing showing = told(List.of(HAPPENED, new Occurrence("rerun", "rows were done again", 0)));
        assertThat(showing.verdict(folder)).isOne();
        assertThat(said.getLast()).contains("rerun: it never happened that rows were done again");
    }

    @Test
    void theDocumentSaysTheSame() {
        JsonNode document = JsonMapper.shared()
                .readTree(report(
                                List.of(HAPPENED),
                                new Discrepancy(Kind.LOST, "job 1", "is running"),
                                new Discrepancy(Kind.CHARGED_TWICE, "question", "twice"))
                        .json());
        assertThat(document.path("shown").asBoolean()).isFalse();
        assertThat(document.path("lost").asInt()).isOne();
        assertThat(document.path("chargedTwice").asInt()).isOne();
        assertThat(document.at("/counters/0/times").asInt()).isEqualTo(3);
        assertThat(document.at("/findings/0/kind").asString()).isEqualTo("LOST");
        assertThat(document.path("command").asString()).isEqualTo(COMMAND);
    }

    @Test
    void nobodyKnowsTheCommitOfNoSources(@TempDir Path folder) throws Exception {
        assertThat(RunReport.commitOf(folder)).isEqualTo("unknown");
    }
}
