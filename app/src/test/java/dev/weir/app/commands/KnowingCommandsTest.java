package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.weir.app.ExitCodes;
import dev.weir.app.samples.SampleList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a user can find out about a job, after one run against the sandbox. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KnowingCommandsTest {

    private static final int ROWS = 60;

    private CommandLineHome home;
    private Path list;
    private String job = "";

    @BeforeAll
    void runOnce() throws IOException {
        home = CommandLineHome.fresh().keepingTheSandbox().keepingTheDatabase();
        StringBuilder text = new StringBuilder("Company\n");
        for (int i = 0; i < ROWS; i++) {
            text.append('"').append(SampleList.companies().get(i)).append("\"\n");
        }
        list = home.write("known.csv", text.toString());
        job = enrich("company.industry=apollo,hunter,pdl").path("jobId").asString();
    }

    @AfterAll
    void close() throws IOException {
        home.close();
    }

    private JsonNode enrich(String waterfall, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "enrich",
                list.toString(),
                "--fields",
                "company.domain,company.industry",
                "--waterfall",
                waterfall,
                "--json"));
        command.addAll(List.of(more));
        return JsonMapper.shared()
                .readTree(home.run(command.toArray(String[]::new)).orThrow().out());
    }

    private JsonNode json(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.add("--json");
        return JsonMapper.shared()
                .readTree(home.run(all.toArray(String[]::new)).orThrow().out());
    }

    private String calls() {
        return home.run("sandbox", "summary", "--json").orThrow().out();
    }

    @Test
    void aWhatIfAsksNobodyAndARealRerunComesOutSo() {
        String before = calls();
        JsonNode foretold = json("what-if", job, "--waterfall", "company.industry=apollo,hunter");
        assertThat(home.run("what-if", job, "--waterfall", "company.industry=apollo")
                        .orThrow()
                        .out())
                .contains("Exact", "company.industry: asked apollo", "instead of apollo", "of 60");
        assertThat(home.run("advise", job).orThrow().out()).contains("company.industry", "accepted of answers");
        assertThat(calls()).as("the vendors' ledger").isEqualTo(before);
        assertThat(foretold.path("exact").asBoolean()).isTrue();
        assertThat(foretold.path("drift").size()).isZero();

        JsonNode rerun = enrich("company.industry=apollo,hunter", "--new", "--refresh");
        assertThat(calls()).isNotEqualTo(before);
        for (JsonNode field : foretold.path("fields")) {
            assertThat(field.path("found").path("whatIf").path("from").asLong())
                    .as(field.path("field").asString())
                    .isEqualTo(rerun.path("found")
                            .path(field.path("field").asString())
                            .asLong());
        }
        assertThat(foretold.path("freshMilli").path("from").asLong())
                .isEqualTo(rerun.path("creditsMilli").path("spent").asLong());
    }

    @Test
    void aJobIsListedShownAndCountedWithEveryDenominatorNamed() {
        assertThat(home.run("job", "list").orThrow().out()).contains("known.csv", "sandbox");
        assertThat(home.run("jobs", "--last", "1").orThrow().out()).contains("known.csv");
        String shown = home.run("job", "show", job).orThrow().out();
        assertThat(shown).contains("answers of turns", "found of answers", "of 60 rows found", "per accepted");
        assertThat(shown).doesNotContain("%");
        assertThat(shown.lines().filter(line -> line.contains("passed over")))
                .singleElement(as(STRING))
                .contains("providers' places passed over in", "no_input");
        assertThat(home.run("job", "show", job, "--all").orThrow().out().lines())
                .as("one by one")
                .filteredOn(line -> line.contains("was passed over for"))
                .hasSizeGreaterThan(1);
        JsonNode document = json("job", "show", job);
        assertThat(document.path("fields").size()).isEqualTo(2);
        long accepted = 0;
        for (JsonNode stage : document.path("stages")) {
            assertThat(stage.path("accepted").asLong())
                    .isLessThanOrEqualTo(stage.path("found").asLong());
            accepted += stage.path("accepted").asLong();
        }
        long found = 0;
        for (JsonNode field : document.path("fields")) {
            found += field.path("found").asLong();
        }
        assertThat(accepted).isEqualTo(found);
        assertThat(home.run("stats").orThrow().out()).contains("The sandbox, over the latest", "apollo");
        JsonNode stats = json("stats", "--last", "1");
        assertThat(stats.path(0).path("jobs").size()).isEqualTo(1);
    }

    @Test
    void rowsAreFilteredAndACellIsExplained() {
        JsonNode rows = json("job", "rows", job, "--field", "company.industry", "--limit", "5");
        assertThat(rows.path("cells").size()).isEqualTo(5);
        assertThat(rows.path("more").asBoolean()).isTrue();
        JsonNode told = json("job", "explain", job, "1", "company.industry");
        assertThat(told.path("turns").size()).isGreaterThanOrEqualTo(3);
        assertThat(told.path("turns").path(0).path("provider").asString()).startsWith("apollo");
        CommandLineHome.Ended text = home.run("job", "explain", job, "1", "company.industry");
        assertThat(text.orThrow().out()).contains("row 1, company.industry", "The row knew:", "1. apollo: ");
        assertThat(home.run("job", "rows", job, "--state", "faild").err()).contains("Did you mean 'failed'");
    }

    @Test
    void anExportHoldsEveryRowWithWhereItsValuesCameFrom() throws IOException {
        Path out = home.file("export.csv");
        home.run("job", "export", job, "--out", out.toString(), "--provenance").orThrow();
        List<String> lines = Files.readAllLines(out);
        assertThat(lines).hasSize(ROWS + 1);
        assertThat(lines.getFirst()).startsWith("row,company.name,company.domain,company.domain.provider");
        Path jsonl = home.file("export.jsonl");
        home.run("job", "export", job, "--out", jsonl.toString()).orThrow();
        JsonNode first = JsonMapper.shared().readTree(Files.readAllLines(jsonl).getFirst());
        assertThat(first.path("row").asInt()).isEqualTo(1);
        assertThat(first.path("company.name").asString())
                .isEqualTo(SampleList.companies().getFirst());
    }

    @Test
    void aQuoteSaysOnHowManyAnswersItRests() {
        CommandLineHome.Ended quote = home.run("quote", list.toString(), "--fields", "company.industry");
        assertThat(quote.orThrow().out()).contains("expected", "asked", "at worst");
    }

    @Test
    void theTimelineTellsWhatHappenedToAJobAndToARowOfIt() {
        String all = home.run("job", "show", job, "--timeline").orThrow().out();
        assertThat(all).contains("job.started", "job.", "row 1", "asked", "company.industry @ apollo", "(UTC)");
        JsonNode row = json("job", "show", job, "--timeline", "--row", "2");
        assertThat(row.findValuesAsString("row")).containsOnly("2");
        assertThat(row.findValuesAsString("kind")).contains("cell");
        assertThat(home.run("job", "show", job, "--row", "2").err()).contains("--timeline");
        assertThat(home.run("job", "watch", job).orThrow().out()).contains("60 of 60 rows ended");
    }

    @Test
    void rowsAreDoneAgainAndShownBesideWhatTheJobItselfCameTo() {
        String first = enrich("company.industry=pdl", "--new").path("jobId").asString();
        JsonNode before = json("job", "show", first);
        long failed = ROWS - before.path("completedRecords").asLong();
        assertThat(failed).isPositive();
        assertThat(before.path("completedWithReruns").isNull()).isTrue();

        CommandLineHome.Ended again = home.run("job", "rerun", first, "--rows", "1,2-3", "--fresh");
        String calls = calls();
        CommandLineHome.Ended rest = home.run("job", "rerun", first, "--failed", "--max-credits", "500");

        assertThat(again.orThrow().err()).contains("does 3 rows of job " + first + " again", "Ctrl-C pauses it");
        assertThat(again.out()).contains("of 3 rows complete", "credits spent");
        assertThat(rest.orThrow().err()).contains("does ");
        assertThat(calls()).as("misses are asked anew").isNotEqualTo(calls);
        JsonNode after = json("job", "show", first);
        assertThat(after.path("completedRecords")).isEqualTo(before.path("completedRecords"));
        assertThat(after.path("completedWithReruns").asLong())
                .isGreaterThanOrEqualTo(before.path("completedRecords").asLong());
        assertThat(after.path("fields").get(0).path("foundWithReruns").isNumber())
                .isTrue();
        assertThat(home.run("job", "show", first).orThrow().out()).contains("with reruns)");
        assertThat(home.run("job", "rerun", first).status()).isEqualTo(ExitCodes.USAGE);
        assertThat(home.run("job", "rerun", first, "--rows", "9-3").err()).contains("names no rows");
        assertThat(home.run("job", "rerun", first, "--rows", "61").err()).contains("its rows are 1 to 60");
    }

    @Test
    void whatDoesNotExistIsSaidWithWhatDoes() {
        CommandLineHome.Ended unknown = home.run("job", "show", "4711");
        assertThat(unknown.status()).isEqualTo(ExitCodes.USAGE);
        assertThat(unknown.err()).contains("There is no job 4711", "known.csv");
        assertThat(home.run("job", "explain", job, "61", "company.industry").err())
                .contains("no row 61", "1 to 60");
        assertThat(home.run("job", "explain", job, "1", "company.industri").err())
                .contains("Did you mean 'company.industry'");
        assertThat(home.run("what-if", job).err()).contains("Say what is to be otherwise");
        assertThat(home.run("what-if", job, "--waterfall", "company.industry=appollo")
                        .err())
                .contains("'apollo'");
        assertThat(home.run("job", "explain", "one", "company.industry").err()).contains("'one' is no number");
    }

    @Test
    void onANarrowTerminalNoLineIsCutByAWordThatWouldHaveFitted() {
        home.with("COLUMNS", "50");
        try {
            for (List<String> command : List.of(
                    List.of("job", "show", job),
                    List.of("job", "list"),
                    List.of("stats"),
                    List.of("job", "explain", job, "1", "company.industry"),
                    List.of("advise", job),
                    List.of("what-if", job, "--waterfall", "company.industry=hunter"))) {
                home.run(command.toArray(String[]::new))
                        .orThrow()
                        .out()
                        .lines()
                        .filter(line -> line.strip().contains(" "))
                        .forEach(line -> assertThat(line.length())
                                .as("%s: %s", command, line)
                                .isLessThanOrEqualTo(50));
            }
        } finally {
            home.with("COLUMNS", "100");
        }
    }

    @Test
    void anAudienceIsCountedForPeopleAndForPrograms() {
        assertThat(home.run("audience", "stats").orThrow().out()).contains("There is no subscriber yet");
        String workspace = home.rows("SELECT workspace_id FROM weir.job_state").getFirst();
        home.runAsOwner("""
                INSERT INTO weir.audience_source (workspace_id, slug, created_by) VALUES (%s, 'news', 'test')
                """.formatted(workspace));
        home.runAsOwner("""
                INSERT INTO weir.subscriber (workspace_id, email, email_type, status_at, source_id, created_at, changed_at, seen_at,
                                             enriched_at, score, tier, score_version, scored_at)
                SELECT %1$s, 'p' || n || '@mail.example', CASE WHEN n = 1 THEN 'corporate' ELSE 'personal' END, weir.now(),
                       (SELECT max(id) FROM weir.audience_source), '2026-11-01 12:00+00'::timestamptz + n * interval '1 day',
                       weir.now(), weir.now(), CASE WHEN n = 2 THEN weir.now() END, n, 'A', 1, weir.now()
                FROM generate_series(1, 3) n
                """.formatted(workspace));
        home.runAsOwner("""
                INSERT INTO weir.enrichment_request (workspace_id, subscriber_id, blueprint, source_id, automatic, state, reason, ended_at)
                SELECT workspace_id, id, 'b', source_id, true, CASE WHEN score = 1 THEN 3 ELSE 0 END,
                       CASE WHEN score = 1 THEN 'not_found' END, CASE WHEN score = 1 THEN weir.now() END
                FROM weir.subscriber WHERE score < 3
                """);

        String text = home.run(
                        "audience", "stats", "--workspace", workspace, "--from", "2026-11-01", "--to", "2026-11-03")
                .orThrow()
                .out()
                .replaceAll("\\s+", " ");
        assertThat(text)
                .contains(
                        "3 subscribers, of whom 0 have left and 1 are enriched: 50 % of the 2 for whom it was wanted.")
                .contains("personal 2", "news 3 2 1", "2026-11-02 1 0 1", "2026-11-03 1 1 0")
                .doesNotContain("2026-11-04 1")
                .contains("1 pending (the oldest since", "1 failed.", "not found 1")
                .contains("3 are scored, from 1 to 3 points.", "2.8 to 3 1 ####");
        JsonNode stats = json("audience", "stats", "--from", "2026-11-01", "--to", "2026-11-30");
        assertThat(stats.at("/days")).hasSize(30);
        assertThat(stats.at("/requests/reasons/not_found").asInt()).isEqualTo(1);
        assertThat(stats.at("/scores/bins/0/subscribers").asInt()).isEqualTo(1);
        assertThat(home.run("audience", "stats", "--from", "2026-12-02", "--to", "2026-12-01")
                        .status())
                .isEqualTo(ExitCodes.USAGE);
    }
}
