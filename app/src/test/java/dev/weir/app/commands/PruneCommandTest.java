package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.ExitCodes;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PruneCommandTest {

    private static final String LIST = "Company\nApple\nMicrosoft\nNvidia\n";

    private static JsonNode json(CommandLineHome home, String... command) {
        return JsonMapper.shared().readTree(home.run(command).orThrow().out());
    }

    private static String unwrapped(String text) {
        return text.replaceAll("\\s+", " ");
    }

    @Test
    void whatAWorkspaceKeepsNoLongerIsSaidFirstAndThenGoes() throws IOException {
        try (CommandLineHome home = CommandLineHome.fresh().keepingTheSandbox().keepingTheDatabase()) {
            String list = home.write("leads.csv", LIST).toString();
            String[] enrich = {"enrich", list, "--sandbox", "--fields", "company.domain", "--json"};
            String job = json(home, enrich).path("jobId").asString();
            String workspace =
                    home.rows("SELECT workspace_id FROM weir.job_state").getFirst();
            assertThat(unwrapped(home.run("prune", "--dry-run").orThrow().out()))
                    .contains(
                            "keeps inbox for 90 days, events for 90 days, arrivals for 90 days, all else for ever: nothing would go.");
            assertThat(home.run("prune", "--keep", "rows=1").status()).isEqualTo(ExitCodes.USAGE);
            assertThat(home.run("prune", "--workspace", workspace, "--keep", "row=1")
                            .err())
                    .contains("'row'", "rows");
            home.run("prune", "--workspace", workspace, "--keep", "rows=30").orThrow();
            home.runAsOwner("UPDATE weir.clock SET ahead = interval '31 days'");

            JsonNode foreseen = json(home, "prune", "--workspace", workspace, "--dry-run", "--json");
            assertThat(foreseen.at("/workspaces/0/rows").asInt()).isEqualTo(3);
            assertThat(home.run("job", "rows", job).status()).isZero();
            assertThat(unwrapped(home.run("prune").orThrow().out()))
                    .contains("keeps rows for 30 days", "3 rows of 1 job went.");

            assertThat(unwrapped(home.run("job", "show", job).orThrow().out())).contains("its rows were let go of on");
            CommandLineHome.Ended rows = home.run("job", "rows", job);
            assertThat(rows.status()).isEqualTo(ExitCodes.USAGE);
            assertThat(unwrapped(rows.err())).contains("were let go of on");
            assertThat(home.run("verify").orThrow().out()).contains("Everything fits");
            assertThat(json(home, enrich).path("jobId").asString()).isNotEqualTo(job);
        }
    }
}
