package dev.weir.app.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.vendors.Keys;
import dev.weir.providers.Providers;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.credits.JobBalance;
import dev.weir.server.enrichment.Statistics.ProviderPart;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.RowCounts;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {

    @TempDir
    Path folder = Path.of("");

    private Report report() throws IOException {
        Path list = Files.writeString(folder.resolve("a.csv"), "Name,Company\nAda Example,Acme\n");
        Plan plan = Prepared.of(
                        EnrichRequest.of(list, List.of("person.work_email"))
                                .sandbox(true)
                                .build(),
                        new Catalog(Providers.load(folder.resolve("none")).all()),
                        new Keys(Map.of()))
                .plan();
        return new Report(
                new Job(4, 1, "a.csv", plan, null, null, 1_000, false, false, Instant.EPOCH),
                false,
                new JobProgress(
                        JobStatus.PARTIALLY_COMPLETED,
                        false,
                        "closed",
                        100,
                        new RowCounts(77, 23, 0, 0),
                        new JobBalance(60_000, 0, 37_000, 0, 0, false)),
                Path.of("a.enriched.csv"),
                Map.of("person.work_email", new FieldCount(37, 40, Map.of("not_found", 20L, "no_input", 3L))),
                new Report.LeftOut(11, 0),
                34,
                List.of(new Report.Beside(
                        "person.work_email", "person.work_email (found)", 2, "first in row 7, line 8: \"x\"")),
                List.of(new ProviderPart("hunter", 60, 0, 37, 37, 0, 0, 37_000, 37_000, 0)),
                Map.of(),
                List.of());
    }

    @Test
    void alteredCellsAndTheNumbersOfRowsAreTold() throws IOException {
        String text = String.join("\n", TextReport.lines(report(), 400));

        assertThat(text)
                .contains("! 34 cells begin with =, +, - or @ and got an apostrophe, so that a spreadsheet does not run"
                        + " them. An --out that ends in .xlsx or .jsonl keeps them as text without one.")
                .contains("The job has 100 rows of the list, without those that lacked nothing.")
                .contains(
                        "! Nobody could be asked for person.work_email in 3 rows: what stands there is not enough to ask"
                                + " with. To see which: weir job rows 4 --why no_input");
        assertThat(JsonMapper.shared()
                        .readTree(JsonReport.of(report()))
                        .path("guardedCells")
                        .asLong())
                .isEqualTo(34);
    }

    @Test
    void whatWasFoundIsAPartOfWhatWasLacking() throws IOException {
        List<String> lines = TextReport.lines(report(), 160);

        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .containsSubsequence("found", "of rows that lacked it", "%", "rows that had it"))
                .anySatisfy(line ->
                        assertThat(line).matches("  person\\.work_email +37 +60 +61 +40 +no_input 3, not_found 20"))
                .anySatisfy(line -> assertThat(line)
                        .contains("\"person.work_email (found)\" has what was found for 2 rows", "row 7, line 8"))
                .anySatisfy(line -> assertThat(line).contains("provider", "calls", "fields found"));
        assertThat(SpokenReport.lines(report()))
                .anySatisfy(line -> assertThat(line)
                        .contains("found for 37 of 60 rows that lacked it, 61 percent; 40 rows had it."))
                .anySatisfy(line -> assertThat(line).contains("fields found 37"));
    }

    @Test
    void everyLineFitsANarrowTerminal() throws IOException {
        List<String> lines = TextReport.lines(report(), 60);

        assertThat(lines)
                .containsSubsequence(
                        "  person.work_email",
                        "    found: 37",
                        "    of rows that lacked it: 60",
                        "    rows that had it: 40",
                        "  hunter",
                        "    calls: 60",
                        "    fields found: 37");
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(60));
    }

    @Test
    void programsGetTheSameNumbers() throws IOException {
        JsonNode json = JsonMapper.shared().readTree(JsonReport.of(report()));

        assertThat(json.path("found").path("person.work_email").asInt()).isEqualTo(37);
        assertThat(json.path("lacked").path("person.work_email").asInt()).isEqualTo(60);
        assertThat(json.path("had").path("person.work_email").asInt()).isEqualTo(40);
        assertThat(json.path("notFound")
                        .path("person.work_email")
                        .path("no_input")
                        .asInt())
                .isEqualTo(3);
        assertThat(json.path("beside").path(0).path("rows").asInt()).isEqualTo(2);
        assertThat(json.path("providers").path(0).path("fieldsFound").asInt()).isEqualTo(37);
    }
}
