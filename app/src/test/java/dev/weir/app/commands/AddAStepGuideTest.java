package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.ExitCodes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Walks through docs/guides/add-a-step.md: its files, its commands and its statements, beside a running server. */
@Timeout(180)
class AddAStepGuideTest {

    @Test
    void theGuideWorks() throws Exception {
        try (CommandLineHome home = CommandLineHome.fresh().keepingTheDatabase()) {
            Files.createDirectories(home.file("registry/steps"));
            Files.createDirectories(home.file("registry/blueprints"));
            List<String> said;
            try (GuideWalk guide = GuideWalk.begin(home)) {
                said = guide.through("add-a-step.md");
            }
            // By what stands in the guide: two firms of the first job, whose rows the third statement does not name.
            assertThat(said).anySatisfy(rows -> assertThat(rows).contains("siemens.com|", "stripe.com|"));
            assertThat(said)
                    .anySatisfy(sql -> assertThat(sql)
                            .contains(
                                    "CREATE TABLE IF NOT EXISTS \"hq_1\".\"firm_sizes\"",
                                    "UNIQUE (\"company_domain\")"));
            assertThat(said).contains("Results of firm-industry can be written to hq.firm_sizes.\n");
            assertThat(home.rows("SELECT count(*) FROM hq_1.homepages h JOIN hq_1.case_studies USING (company_domain)"
                            + " JOIN hq_1.verified_companies v USING (company_domain)"
                            + " WHERE length(h.content) > 0 AND length(v.what_it_sells) > 0"))
                    .containsExactly("2");
            assertThat(home.run("destination", "list", "--workspace", "1")
                            .orThrow()
                            .out())
                    .containsPattern("hq.firm_sizes +1 +healthy +0 +0 +2")
                    .contains("hq.case_studies");
            assertThat(home.run("destination", "replay", "exa-verify", "--workspace", "1")
                            .orThrow()
                            .out())
                    .isEqualTo("Nothing was given up at hq.verified_companies.\n");
            whatHasNoTableIsNotApplied(home);
            aDatabaseIsConnectedOnlyWhenItLetsUsIn(home);
            home.run("verify").orThrow();
        }
    }

    private static void whatHasNoTableIsNotApplied(CommandLineHome home) throws IOException {
        Path step = home.file("registry/steps/firm-size.yaml");
        Files.writeString(step, Files.readString(step).replace("firm_sizes", "firms_of_nobody"));
        CommandLineHome.Ended refused =
                home.run("apply", "-f", home.file("registry").toString(), "--workspace", "1");
        assertThat(refused.status()).isEqualTo(ExitCodes.USAGE);
        assertThat(refused.err())
                .contains("steps/firm-size.yaml /destination/tableName", "hq_1.firms_of_nobody", "create-table");
        CommandLineHome.Ended test = home.run("destination", "test", step.toString(), "--workspace", "1");
        assertThat(test.status()).isEqualTo(ExitCodes.FOUND_WRONG);
    }

    private static void aDatabaseIsConnectedOnlyWhenItLetsUsIn(CommandLineHome home) {
        URI at = home.databaseAddress();
        String[] set = {
            "database",
            "set",
            "--workspace",
            "1",
            "--host",
            at.getHost(),
            "--port",
            String.valueOf(at.getPort()),
            "--database",
            at.getPath().substring(1),
            "--user",
            "weir_app",
            "--tls",
            "disable"
        };
        String password = at.getQuery().replaceFirst(".*password=", "");
        assertThat(home.with("WEIR_DATABASE_PASSWORD", password).run(set).err())
                .contains("WEIR_ALLOW_ADDRESSES")
                .doesNotContain(password);
        home.with("WEIR_ALLOW_ADDRESSES", at.getHost() + ":" + at.getPort());
        CommandLineHome.Ended wrong =
                home.with("WEIR_DATABASE_PASSWORD", "canary-of-a-guess").run(set);
        assertThat(wrong.status()).isEqualTo(ExitCodes.USAGE);
        assertThat(wrong.err()).contains("password").doesNotContain("canary-of-a-guess");
        assertThat(home.run("database", "show", "--workspace", "1").err()).contains("has connected no database");
        assertThat(home.with("WEIR_DATABASE_PASSWORD", password)
                        .run(set)
                        .orThrow()
                        .out())
                .contains("PostgreSQL 18")
                .doesNotContain(password);
        assertThat(home.run("database", "show", "--workspace", "1").orThrow().out())
                .contains("as weir_app, tls disable")
                .doesNotContain(password);
        assertThat(home.run("database", "test", "--workspace", "1").orThrow().out())
                .contains("Connected to PostgreSQL 18");
        home.run("database", "remove", "--workspace", "1").orThrow();
    }
}
