package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.ExitCodes;
import dev.weir.app.samples.SampleList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a cap kept from being asked is said with the way on, and what was paid for is no part of the next quote. */
class CapAndQuoteTest {

    private static final int ROWS = 30;
    private static final Pattern RAISED = Pattern.compile("such as --max-credits (\\d+)");

    private CommandLineHome home;
    private Path list;

    @BeforeEach
    void open() throws IOException {
        home = CommandLineHome.fresh().keepingTheSandbox().keepingTheDatabase();
        home.with("COLUMNS", "200");
        StringBuilder text = new StringBuilder("Company\n");
        for (int i = 0; i < ROWS; i++) {
            text.append('"').append(SampleList.companies().get(i)).append("\"\n");
        }
        text.append('"').append(SampleList.companies().getFirst()).append("\"\n");
        list = home.write("capped.csv", text.toString());
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    private CommandLineHome.Ended run(String command, String... more) {
        List<String> typed = new ArrayList<>(List.of(
                command,
                list.toString(),
                "--fields",
                "company.domain,company.industry",
                "--waterfall",
                "company.domain=apollo.company",
                "--waterfall",
                "company.industry=hunter"));
        typed.addAll(List.of(more));
        return home.run(typed.toArray(String[]::new));
    }

    private static JsonNode json(CommandLineHome.Ended ended) {
        return JsonMapper.shared().readTree(ended.out());
    }

    @Test
    void aCapThatWasReachedIsSaidAndTheWayOnGoesOn() {
        JsonNode before = json(run("quote", "--json").orThrow());
        assertThat(before.path("rowsRepeated").asLong()).isEqualTo(1);
        assertThat(before.path("rowsRemembered").path("company.domain").asLong())
                .isZero();
        assertThat(before.path("rowsLeft").path("company.domain").asLong()).isEqualTo(ROWS);
        long worstBefore = before.path("worstMilli").asLong();

        assertThat(run("quote", "--max-credits", "10").orThrow().out())
                .contains("at worst 10 credits", "without the cap at worst ")
                .doesNotContain("bound it with --max-credits");

        CommandLineHome.Ended capped = run("enrich", "--max-credits", "10");
        assertThat(capped.status()).as(capped.err()).isEqualTo(ExitCodes.CAPPED);
        assertThat(capped.out())
                .contains("Credits are Weir's own, and what --max-credits bounds.", "no cap bounds it")
                .contains("The cap of 10 credits (--max-credits) was reached:", "another job");
        Matcher raised = RAISED.matcher(capped.out());
        assertThat(raised.find()).isTrue();
        JsonNode rewritten = json(run("enrich", "--max-credits", "10", "--json"));
        assertThat(rewritten.path("capReached").asLong()).isPositive();

        CommandLineHome.Ended between = run("quote", "--json").orThrow();
        long worst = json(between).path("worstMilli").asLong();
        long remembered =
                json(between).path("rowsRemembered").path("company.domain").asLong();
        assertThat(remembered).as("finds, and misses that cost nothing").isBetween(1L, ROWS - 1L);
        assertThat(json(between).path("rowsLeft").path("company.domain").asLong())
                .isEqualTo(ROWS - remembered);
        assertThat(worst).isLessThanOrEqualTo(worstBefore - 1_000 * remembered);
        assertThat(json(run("quote", "--json", "--refresh").orThrow())
                        .path("rowsRemembered")
                        .path("company.domain")
                        .asLong())
                .as("what is asked anew is not taken for remembered")
                .isZero();
        assertThat(run("quote").orThrow().out()).contains("answers remembered", "1 row repeats an earlier one");

        JsonNode rest = json(run("enrich", "--max-credits", raised.group(1), "--json"));
        assertThat(rest.path("jobId").asLong())
                .isNotEqualTo(rewritten.path("jobId").asLong());
        assertThat(rest.path("capReached").asLong()).isZero();
        assertThat(rest.path("creditsMilli").path("spent").asLong()).isLessThanOrEqualTo(worst);

        JsonNode after = json(run("quote", "--json").orThrow());
        assertThat(after.path("worstMilli").asLong()).isZero();
        assertThat(run("quote").orThrow().out()).contains("expected 0 credits: nothing is left that would be charged");
        CommandLineHome.Ended again = run("enrich", "--limit", "100", "--json");
        assertThat(json(again).path("creditsMilli").path("spent").asLong()).isZero();
        assertThat(again.status()).isEqualTo(ExitCodes.OK);
    }
}
