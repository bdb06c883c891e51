package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.ExitCodes;
import dev.weir.app.samples.SampleList;
import dev.weir.lists.files.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lists go in and come out, against the sandbox as a process of its own and a database in the test's home. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnrichCommandTest {

    private static final String FIELDS = "company.domain,company.industry";

    private CommandLineHome home;

    @BeforeAll
    void open() throws IOException {
        home = CommandLineHome.fresh().keepingTheSandbox().keepingTheDatabase();
    }

    @AfterAll
    void close() throws IOException {
        home.close();
    }

    private Path companies(String name, int from, int to) {
        StringBuilder list = new StringBuilder("Company,Note\n");
        List<String> companies = SampleList.companies();
        for (int i = from; i < to; i++) {
            list.append('"').append(companies.get(i)).append("\",keep me\n");
        }
        return home.write(name, list.toString());
    }

    private JsonNode enrich(Path list, String... more) {
        String[] command = new String[more.length + 5];
        command[0] = "enrich";
        command[1] = list.toString();
        command[2] = "--fields";
        command[3] = FIELDS;
        command[4] = "--json";
        System.arraycopy(more, 0, command, 5, more.length);
        return JsonMapper.shared().readTree(home.run(command).orThrow().out());
    }

    @Test
    void theResultIsWhatTheSandboxCallsTheTruthAndTheBooksFit() throws IOException {
        Path list = companies("truth.csv", 0, 80);
        Path truth = home.file("the-truth.csv");
        JsonNode report = enrich(list);
        home.run("sandbox", "truth", list.toString(), "--fields", FIELDS, "--out", truth.toString())
                .orThrow();
        assertThat(Files.readAllLines(home.file("truth.enriched.csv"))).isEqualTo(plain(truth));
        assertThat(report.path("totalRecords").asInt()).isEqualTo(80);
        assertThat(report.path("found").path("company.domain").asInt()).isGreaterThan(60);
        assertThat(home.run("verify").orThrow().out()).contains("Everything fits");
        assertThat(home.run("jobs").orThrow().out()).contains("truth.csv", "sandbox");
        assertThat(home.run("doubts").orThrow().out()).contains("Nothing is in doubt");
    }

    /** Both lists quote what needs it; the sandbox's writer ends lines as RFC 4180 has it. */
    private static List<String> plain(Path csv) throws IOException {
        return Files.readString(csv).replace("\r\n", "\n").lines().toList();
    }

    @Test
    void theSameCommandWritesTheResultAgainAndAsksNobody() throws IOException {
        Path list = companies("again.csv", 80, 110);
        enrich(list, "--out", home.file("first.csv").toString());
        String before = home.run("sandbox", "summary", "--json").orThrow().out();
        JsonNode second = enrich(list, "--out", home.file("second.csv").toString());
        assertThat(home.run("sandbox", "summary", "--json").orThrow().out()).isEqualTo(before);
        assertThat(home.file("second.csv")).hasSameBinaryContentAs(home.file("first.csv"));
        assertThat(enrich(list, "--new").path("jobId").asLong())
                .isGreaterThan(second.path("jobId").asLong());
        assertThat(home.run("sandbox", "summary", "--json").orThrow().out())
                .as("another job finds the answers remembered")
                .isEqualTo(before);
    }

    @Test
    void duplicateRowsAreAskedOnceAndAnsweredEverywhere() throws IOException {
        String name = SampleList.companies().get(120);
        Path list = home.write("twins.csv", "Company\n" + (name + "\n").repeat(40));
        JsonNode report = enrich(list);
        assertThat(report.path("totalRecords").asInt()).isEqualTo(40);
        assertThat(Files.readAllLines(home.file("twins.enriched.csv")).stream()
                        .skip(1)
                        .distinct())
                .hasSize(1);
        for (JsonNode provider : report.path("providers")) {
            assertThat(provider.path("asked").asInt()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void whatTheListHasIsKnownAndARefreshPutsTheNewValueBesideIt() throws IOException {
        String name = SampleList.companies().get(130);
        Path list =
                home.write("known.csv", "Company;Domain\n" + name + ";mine.example.com\n" + name + ";not a domain\n");
        home.run(
                        "enrich",
                        list.toString(),
                        "--fields",
                        "company.domain",
                        "--out",
                        home.file("k.csv").toString())
                .orThrow();
        List<String> kept = Files.readAllLines(home.file("k.csv"));
        assertThat(kept.getFirst()).isEqualTo("Company,Domain,company.domain (found)");
        assertThat(kept.get(1)).endsWith(",mine.example.com,");
        assertThat(kept.get(2)).startsWith(name + ",not a domain,").doesNotEndWith(",");
        home.run(
                        "enrich",
                        list.toString(),
                        "--fields",
                        "company.domain",
                        "--refresh",
                        "--out",
                        home.file("r.csv").toString())
                .orThrow();
        assertThat(Files.readAllLines(home.file("r.csv")).get(1))
                .contains(",mine.example.com,")
                .doesNotEndWith(",");
    }

    @Test
    void aPilotTakesTheFirstRowsAndSaysWhereValuesComeFrom() throws IOException {
        Path list = companies("pilot.csv", 140, 180);
        enrich(list, "--limit", "3", "--provenance", "--max-credits-per-row", "50");
        List<String> lines = Files.readAllLines(home.file("pilot.enriched.csv"));
        assertThat(lines).hasSize(4);
        assertThat(lines.getFirst())
                .isEqualTo("Company,Note,company.domain,company.domain.provider,company.domain.status,"
                        + "company.domain.reason,company.industry,company.industry.provider,company.industry.status,"
                        + "company.industry.reason");
    }

    @Test
    void jsonLinesKeepTheirTypes() throws IOException {
        Path list = home.write(
                "list.jsonl", "{\"company\":\"" + SampleList.companies().get(190) + "\",\"n\":5}\n");
        home.run("enrich", list.toString(), "--fields", "company.employee_count,company.domain")
                .orThrow();
        JsonNode row = JsonMapper.shared().readTree(Files.readString(home.file("list.enriched.jsonl")));
        assertThat(row.path("n").isInt()).isTrue();
        assertThat(row.path("company.domain").isString()).isTrue();
    }

    @Test
    void aQuoteSaysWhatIsLikelyFromWhatWasMeasuredHereAndAsksNobody() {
        enrich(companies("measured.csv", 260, 320));
        String before = home.run("sandbox", "summary", "--json").orThrow().out();
        Path list = companies("quoted.csv", 320, 420);
        JsonNode quote = enrich(list, "--quote");
        assertThat(quote.path("expectedMilli").asLong()).isPositive();
        assertThat(quote.path("p90Milli").asLong())
                .isBetween(
                        quote.path("expectedMilli").asLong(),
                        quote.path("worstMilli").asLong());
        JsonNode first = quote.path("hitRates").path(0);
        assertThat(first.path("asked").asLong()).isGreaterThanOrEqualTo(60);
        assertThat(first.path("accepted").asLong()).isPositive();
        String text = home.run("enrich", list.toString(), "--fields", FIELDS, "--quote")
                .orThrow()
                .out();
        assertThat(text).contains("expected ", " asked", "at worst").doesNotContain("no measured hit rates yet");
        assertThat(home.run("sandbox", "summary", "--json").orThrow().out()).isEqualTo(before);
        assertThat(home.file("quoted.enriched.csv")).doesNotExist();

        JsonNode spent = enrich(list);
        assertThat(spent.path("creditsMilli").path("spent").asLong())
                .as("what it then cost")
                .isBetween(
                        quote.path("expectedMilli").asLong() / 2,
                        quote.path("worstMilli").asLong());
    }

    @Test
    void aDeviceWithoutRoomLosesNothing() {
        Path list = companies("full.csv", 200, 205);
        CommandLineHome.Ended full = home.run("enrich", list.toString(), "--fields", FIELDS, "--out", "/dev/full");
        assertThat(full.status()).isEqualTo(ExitCodes.CANNOT_WRITE);
        assertThat(full.err())
                .contains("the same command writes the result again")
                .doesNotContain("\tat ");
        assertThat(enrich(list).path("ended").asBoolean()).isTrue();
        assertThat(home.file("full.enriched.csv")).exists();
    }

    @Test
    void doubtsAreShownAndAskedAgainWithinTheBoundThatWasPrinted() throws IOException {
        Path list = companies("doubts.csv", 210, 250);
        // Fewer than open a breaker, which would be waited for.
        Path losing = home.write(
                "losing.json",
                "{\"apollo\":{\"faults\":[{\"kind\":\"RESET_BEFORE_FIRST_BYTE\",\"rate\":0.08,\"firstTries\":1}]}}");
        String[] command = {
            "enrich",
            list.toString(),
            "--fields",
            "company.industry",
            "--waterfall",
            "company.industry=apollo",
            "--sandbox-settings",
            losing.toString(),
            "--json"
        };
        JsonNode report =
                JsonMapper.shared().readTree(home.run(command).orThrow().out());
        int doubts = report.path("doubts").size();
        long job = report.path("jobId").asLong();
        assertThat(doubts).isBetween(2, 4);
        assertThat(home.run("doubts", "list").orThrow().out().lines()).hasSize(doubts + 1);
        CommandLineHome.Ended resolved = home.run("doubts", "resolve", "--retry", "--job", String.valueOf(job));
        assertThat(resolved.orThrow().err()).contains("at most", doubts + " calls, " + doubts);
        assertThat(resolved.out()).contains(doubts + " calls asked again, 0 in doubt now");
        JsonNode after =
                JsonMapper.shared().readTree(home.run(command).orThrow().out());
        home.run("sandbox", "settings", home.write("usual.json", "{}").toString())
                .orThrow();
        assertThat(after.path("inDoubtRecords").asInt()).isZero();
        assertThat(after.path("found").path("company.industry").asInt())
                .isGreaterThan(report.path("found").path("company.industry").asInt());
        assertThat(home.run("verify").orThrow().out()).contains("Everything fits");
    }

    @Test
    void rowsWithOneKeyAreAskedOnceAndAllGetTheAnswer() throws IOException {
        String name = SampleList.companies().get(260);
        String other = SampleList.companies().get(261);
        Path list = home.write(
                "same.csv",
                "Company,Ref\n" + name + ",a\n" + other + ",b\n" + name.toUpperCase(java.util.Locale.ROOT)
                        + "  ,c\n,d\n,e\n");
        String[] command = {
            "enrich", list.toString(), "--fields", "company.domain", "--dedupe-by", "company.name", "--json"
        };
        CommandLineHome.Ended kept = home.run(command).orThrow();
        assertThat(kept.err()).contains("1 row repeats the company.name of an earlier row");
        assertThat(JsonMapper.shared().readTree(kept.out()).path("totalRecords").asInt())
                .isEqualTo(4);
        List<String> lines = Files.readAllLines(home.file("same.enriched.csv"));
        assertThat(lines).hasSize(6);
        assertThat(lines.get(1)).startsWith(name + ",a,").hasSizeGreaterThan(name.length() + 4);
        assertThat(lines.get(3).split(",", -1)[2]).isEqualTo(lines.get(1).split(",", -1)[2]);
        List<String> dropping = new java.util.ArrayList<>(List.of(command));
        dropping.add("--drop-duplicates");
        assertThat(home.run(dropping.toArray(String[]::new)).orThrow().err()).contains("did this before", "left out");
        assertThat(Files.readAllLines(home.file("same.enriched.csv")))
                .hasSize(5)
                .containsSubsequence(lines.get(2), lines.get(4));
    }

    @Test
    void rowsOfAJobThatLeavesSomeOutHaveTheNumbersOfTheList() throws IOException {
        List<String> names = SampleList.companies().subList(262, 266);
        Path list = home.write(
                "twice.csv",
                "Company\n" + names.get(0) + "\n" + names.get(0) + "\n" + names.get(1) + "\n" + names.get(0) + "\n"
                        + names.get(2) + "\n" + names.get(3) + "\n");
        home.run("enrich", list.toString(), "--fields", "company.domain", "--dedupe-by", "company.name")
                .orThrow();

        assertThat(rows("job", "rows", "--json")).containsExactly(1, 3, 5, 6);
        assertThat(rows("job", "rows", "--from", "2", "--limit", "2", "--json")).containsExactly(3, 5);
        assertThat(rows("job", "rows", "--from", "6", "--json")).containsExactly(6);
        assertThat(home.run("job", "explain", "5", "company.domain").orThrow().out())
                .contains("row 5, company.domain", "company.name = " + names.get(2));
        CommandLineHome.Ended left = home.run("job", "explain", "4", "company.domain");
        assertThat(left.status()).isNotZero();
        assertThat(left.err()).contains("Row 4 of the list is none of job", "asked for, 5");
        assertThat(home.run("job", "explain", "7", "company.domain").err()).contains("its rows are 1 to 6");
        home.run("job", "export", "--out", home.file("twice.jsonl").toString()).orThrow();
        assertThat(Files.readAllLines(home.file("twice.jsonl")))
                .hasSize(4)
                .last()
                .asString()
                .contains("\"row\":6", names.get(3));
        assertThat(home.run("job", "show").orThrow().out()).contains("it has 4 of the list's first 6 rows");
        assertThat(home.run("verify").orThrow().out()).contains("Everything fits");
    }

    private List<Integer> rows(String... command) {
        List<Integer> rows = new java.util.ArrayList<>();
        JsonMapper.shared()
                .readTree(home.run(command).orThrow().out())
                .path("cells")
                .forEach(cell -> rows.add(cell.path("row").asInt()));
        return rows;
    }

    @Test
    void onlyMissingFillsEmptyCellsInTheirColumnAndAsksForNoOtherRow() throws IOException {
        String first = SampleList.companies().get(270);
        String second = SampleList.companies().get(271);
        Path list = home.write(
                "gaps.csv",
                "Company,Web Domain,Note\n" + first + ",mine.example.com,x\n" + second + ",,y\n" + first
                        + ",not a domain,z\n");
        String[] command = {
            "enrich",
            list.toString(),
            "--fields",
            "company.domain",
            "--only-missing",
            "--json",
            "--map",
            "Web Domain=company.domain"
        };
        CommandLineHome.Ended ended = home.run(command).orThrow();
        assertThat(ended.err()).contains("2 rows lack nothing");
        assertThat(JsonMapper.shared()
                        .readTree(ended.out())
                        .path("totalRecords")
                        .asInt())
                .isEqualTo(1);
        List<String> lines = Files.readAllLines(home.file("gaps.enriched.csv"));
        assertThat(lines.getFirst()).isEqualTo("Company,Web Domain,Note");
        assertThat(lines.get(1)).isEqualTo(first + ",mine.example.com,x");
        assertThat(lines.get(2)).startsWith(second + ",").endsWith(",y").isNotEqualTo(second + ",,y");
        assertThat(lines.get(3)).isEqualTo(first + ",not a domain,z");
    }

    @Test
    void onlyMissingAddsTheColumnsThatTheListLacks() throws IOException {
        String first = SampleList.companies().get(272);
        String second = SampleList.companies().get(273);
        Path list = home.write("half.csv", "COMPANY,Company.Domain\n" + first + ",mine.example.com\n" + second + ",\n");
        CommandLineHome.Ended ended = home.run(
                        "enrich",
                        list.toString(),
                        "--fields",
                        FIELDS,
                        "--only-missing",
                        "--map",
                        "company=company.name")
                .orThrow();
        assertThat(ended.err()).contains("no column for company.industry: one is added");
        List<String> lines = Files.readAllLines(home.file("half.enriched.csv"));
        assertThat(lines.getFirst()).isEqualTo("COMPANY,Company.Domain,company.industry");
        assertThat(lines.get(1)).startsWith(first + ",mine.example.com,").doesNotEndWith(",");
        assertThat(lines.get(2)).startsWith(second + ",").doesNotContain(",,").doesNotEndWith(",");
    }

    @Test
    void oneUnreadableCellMovesNoOtherResultAndNothingOfTheListIsLost() throws IOException {
        List<String> names = SampleList.companies().subList(290, 294);
        Path list = home.write(
                "cells.csv",
                "Company,Domain,Note\n" + names.get(0) + ",,a\n" + names.get(1) + ",ask Bob,b\n" + names.get(2)
                        + ",N/A,c\n" + names.get(3) + ",mine.example.com,d\n");
        CommandLineHome.Ended ended = home.run("enrich", list.toString(), "--fields", "company.domain")
                .orThrow();
        assertThat(ended.err())
                .contains(
                        "! 1 row has a company.domain that cannot be read as one (row 2, line 3: \"ask Bob\")",
                        "! 1 cell holds a placeholder and counts as empty: company.domain 1 (row 3, line 4: \"N/A\")",
                        "added column \"company.domain (found)\"");
        assertThat(ended.out())
                .contains("of rows that lacked it", "rows that had it", "fields found")
                .containsPattern("company\\.domain +3 +3 +100 +1")
                .contains("\"company.domain (found)\" has what was found for 2 rows", "row 2, line 3: \"ask Bob\"");
        List<String[]> rows = Files.readAllLines(home.file("cells.enriched.csv")).stream()
                .map(line -> line.split(",", -1))
                .toList();
        assertThat(rows.get(0)).containsExactly("Company", "Domain", "Note", "company.domain (found)");
        assertThat(rows.get(1)[1]).contains(".");
        assertThat(rows.get(1)[3]).isEmpty();
        assertThat(rows.get(2)[1]).isEqualTo("ask Bob");
        assertThat(rows.get(2)[3]).contains(".");
        assertThat(rows.get(3)[1]).isEqualTo("N/A");
        assertThat(rows.get(3)[3]).contains(".");
        assertThat(rows.get(4)[1]).isEqualTo("mine.example.com");
        assertThat(rows.get(4)[3]).isEmpty();

        Path enriched = home.file("cells.enriched.csv");
        CommandLineHome.Ended again = home.run("enrich", enriched.toString(), "--fields", "company.domain", "--json")
                .orThrow();
        assertThat(again.err()).doesNotContain("cannot be read as one", "placeholder");
        assertThat(JsonMapper.shared()
                        .readTree(again.out())
                        .path("had")
                        .path("company.domain")
                        .asInt())
                .isEqualTo(4);
        assertThat(home.file("cells.enriched.enriched.csv")).hasSameTextualContentAs(enriched);
    }

    @Test
    void aTwinGetsItsAnswerWhereItsOwnCellAllows() throws IOException {
        String name = SampleList.companies().get(295);
        Path list = home.write(
                "twin-cells.csv",
                "Company,Domain\n" + name + ",\n" + name + ",mine.example.com\n" + name + ",ask Bob\n");
        home.run("enrich", list.toString(), "--fields", "company.domain", "--dedupe-by", "Company")
                .orThrow();
        List<String> lines = Files.readAllLines(home.file("twin-cells.enriched.csv"));
        String found = lines.get(1).split(",", -1)[1];
        assertThat(found).contains(".");
        assertThat(lines)
                .containsExactly(
                        "Company,Domain,company.domain (found)",
                        name + "," + found + ",",
                        name + ",mine.example.com,",
                        name + ",ask Bob," + found);
    }

    @Test
    void aWorkbookGoesInAndComesOut() throws IOException {
        Path list =
                home.write("book.csv", "Company,Code\n" + SampleList.companies().get(280) + ",00123\n");
        Path book = home.file("book.xlsx");
        home.run(
                        "enrich",
                        list.toString(),
                        "--fields",
                        "company.domain,company.employee_count",
                        "--out",
                        book.toString())
                .orThrow();
        home.run("enrich", book.toString(), "--sheet", "Enriched", "--fields", "company.industry", "--provenance")
                .orThrow();
        Table table = Table.open(home.file("book.enriched.xlsx"));
        assertThat(table.header().names())
                .startsWith("Company", "Code", "company.domain", "company.employee_count", "company.industry");
        table.forEach(row -> {
            assertThat(row.cells()).contains("00123");
            assertThat(row.json()).isSubsetOf(3);
        });
    }
}
