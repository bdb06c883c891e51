package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchSuiteTest {

    private static final String CELLS = """
            [{"name": "floor, 2 writers", "runs": [
                {"unitsPerSecond": 90000, "pgCpuMicrosPerUnit": 9.5, "jvmCpuMicrosPerUnit": 2.5, "walBytesPerUnit": 900},
                {"unitsPerSecond": 110000, "pgCpuMicrosPerUnit": 9.7, "jvmCpuMicrosPerUnit": 2.4, "walBytesPerUnit": 910}]},
             {"name": "engine <instant>", "runs": [{"unitsPerSecond": 45000, "pgCpuMicrosPerUnit": null}]}]
            """;

    private static final Map<String, String> REPORTS = Map.of(
            "engine",
            """
            {"engineOverFloor": 0.45, "engineOverFloorMin": 0.4, "engineOverFloorMax": 0.48, "ingestOverFloor": 0.7,
             "rssMiB": 700, "warnings": ["submit: others used up to 12 % of the machine"],
             "machine": {"cores": 2, "postgres": "18.4", "settings": {"shared_buffers": "2GB"}}, "cells": CELLS}
            """.replace("CELLS", CELLS),
            "growth",
            """
            {"largeOverSmall": 0.95, "slices": [[{"fromRow": 0, "toRow": 100, "rowsPerSecond": 20000},
                {"fromRow": 100, "toRow": 200, "rowsPerSecond": 19000}]]}
            """,
            "recovery",
            "{\"recoveryMaxSeconds\": 20.4, \"lost\": 0, \"chargedTwice\": 1}",
            "peers",
            """
            {"contenders": [{"title": "JobRunr", "goal": 20, "oursOverTheirs": 31.5},
                {"title": "Graphile Worker", "goal": 1, "oursOverTheirs": null, "note": "there is no node here"}]}
            """);

    @TempDir
    Path folder;

    private static BenchSummary summary() throws InterruptedException {
        return BenchSuite.run(
                List.of("engine", "growth", "recovery", "peers", "start"),
                bench -> {
                    String report = REPORTS.get(bench);
                    if (report == null) {
                        throw new BenchSuite.NotMeasured("it is not packaged");
                    }
                    return report;
                },
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    }

    @Test
    void everyGoalOfTheBenchesThatRanIsJudgedAndWhatFailedIsSaid() throws InterruptedException {
        BenchSummary summary = summary();

        assertThat(summary.goals().stream().map(line -> line.row().what() + ": " + line.verdict()))
                .containsExactly(
                        "engine alone: not met",
                        "submit: met",
                        "memory, 1,000,000 rows: met",
                        "growth: met",
                        "start: not measured",
                        "kill -9: met",
                        "kill -9, lost: met",
                        "kill -9, charged twice: not met",
                        "ours ÷ JobRunr: met",
                        "ours ÷ Graphile Worker: not measured");
        assertThat(summary.isWhole()).isFalse();
        assertThat(summary.toTable())
                .contains("0.45 [0.40–0.48]", "it is not packaged", "there is no node here", "others used up to 12 %")
                .endsWith("goals met: 6 of 10; not measured: 2; not met: engine alone, kill -9, charged twice\n");
        JsonNode json = JsonMapper.shared().readTree(summary.toJson());
        assertThat(json.at("/goals/0/reachedMax").doubleValue()).isEqualTo(0.48);
        assertThat(json.at("/benches/engine/rssMiB").intValue()).isEqualTo(700);
    }

    @Test
    void thePageShowsTheTableAndEveryPlotItNamesCanBeDrawn() throws Exception {
        Path page = BenchPage.write(summary(), folder);

        String text = Files.readString(page);
        assertThat(text)
                .contains(
                        "| cores | 2 |",
                        "| engine alone |",
                        "`weir bench start`: it is not packaged",
                        "| ours ÷ JobRunr |");
        List<Path> plots = plots();
        assertThat(plots).hasSize(3).allSatisfy(plot -> {
            assertThat(text).contains("(bench/" + plot.getFileName() + ")");
            assertThat(DocumentBuilderFactory.newDefaultInstance()
                            .newDocumentBuilder()
                            .parse(plot.toFile())
                            .getElementsByTagName("text")
                            .getLength())
                    .isGreaterThan(2);
        });
    }

    private List<Path> plots() throws IOException {
        try (var files = Files.list(folder.resolve("bench"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void everyLineNamesABenchThatIsRun() {
        assertThat(BenchTable.GOALS)
                .allSatisfy(row -> assertThat(BenchSuite.ALL).contains(row.bench()));
        assertThat(BenchTable.ALSO)
                .allSatisfy(row -> assertThat(row.bench())
                        .isIn(Stream.concat(BenchSuite.ALL.stream(), BenchSuite.LONG.stream())
                                .toList()));
    }
}
