package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.ExitCodes;
import dev.weir.app.samples.SampleList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** `weir doubts resolve --retry` where rows went on without the lost answers. */
class ResolveDoubtsTest {

    private CommandLineHome home;

    @BeforeEach
    void open() throws IOException {
        home = CommandLineHome.fresh().keepingTheSandbox().keepingTheDatabase();
        // Fewer than open a breaker, which would be waited for.
        home.write(
                "losing.json",
                "{\"apollo\":{\"faults\":[{\"kind\":\"RESET_BEFORE_FIRST_BYTE\",\"rate\":0.08,\"firstTries\":1}]}}");
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    private JsonNode losing(String name, int from, int to, String waterfall, String onDoubt) {
        StringBuilder list = new StringBuilder("Company\n");
        SampleList.companies()
                .subList(from, to)
                .forEach(company -> list.append('"').append(company).append("\"\n"));
        List<String> command = new ArrayList<>(
                List.of("enrich", home.write(name, list.toString()).toString(), "--fields", "company.industry"));
        command.addAll(List.of("--waterfall", "company.industry=" + waterfall, "--on-doubt", onDoubt));
        command.addAll(List.of("--sandbox-settings", home.file("losing.json").toString(), "--json"));
        CommandLineHome.Ended ended = home.run(command.toArray(String[]::new)).orThrow();
        return JsonMapper.shared().readTree(ended.out());
    }

    @Test
    void rowsThatWentOnStayAsTheyAreAndStopNobodyBehindThem() {
        JsonNode skipped = losing("skipped.csv", 250, 290, "apollo,hunter", "skip");
        int stay = skipped.path("doubts").size();
        assertThat(stay).isPositive();
        String kept = stay == 1
                ? "1 call stays as it is: its row went on without it"
                : stay + " calls stay as they are: their rows went on without them";

        CommandLineHome.Ended none = home.run(
                "doubts", "resolve", "--retry", "--job", skipped.path("jobId").asString());
        assertThat(none.status()).isEqualTo(ExitCodes.UNAVAILABLE);
        assertThat(none.err())
                .contains(kept, "None of them can be asked again", "--not-charged")
                .doesNotContain("Asking again");

        int again =
                losing("held.csv", 210, 250, "apollo", "hold").path("doubts").size();
        assertThat(again).isPositive();
        CommandLineHome.Ended some =
                home.run("doubts", "resolve", "--retry", "--all").orThrow();
        assertThat(some.err()).contains(kept).containsSubsequence("Asking again", "at most", ": " + again + " call");
        assertThat(some.out())
                .contains(again + (again == 1 ? " call" : " calls") + " asked again, " + stay + " in doubt now");
        assertThat(home.run("verify").orThrow().out()).contains("Everything fits");
    }
}
