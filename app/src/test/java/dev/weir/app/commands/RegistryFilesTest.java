package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.ExitCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps and blueprints as files. */
@Timeout(180)
class RegistryFilesTest {

    private CommandLineHome home;
    private String folder = "";

    @BeforeEach
    void open() throws IOException {
        home = CommandLineHome.fresh().with("COLUMNS", "200").keepingTheDatabase();
        folder = home.file("registry").toString();
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    private static Map<String, String> files(String folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(Path.of(folder))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(Path.of(folder).relativize(file).toString(), Files.readString(file));
            }
        }
        return files;
    }

    private void edit(String file, String from, String to) throws IOException {
        Path path = Path.of(folder, file);
        String text = Files.readString(path);
        assertThat(text).contains(from);
        Files.writeString(path, text.replace(from, to));
    }

    @Test
    void filesAreComparedMadeSoReturnedToAndRun() throws IOException {
        CommandLineHome.Ended listed = home.run("export", "--templates").orThrow();
        assertThat(listed.out())
                .contains(
                        "company-firmographics: Company firmographics\n    company-domain: ",
                        "\nmobile-phone: Mobile phone\n",
                        "\nsubscriber-enrichment: Subscriber enrichment\n",
                        "\nwork-email-verified: Work e-mail, verified\n");
        assertThat(listed.err()).contains("weir export --templates -f registry");
        assertThat(home.run("export").status()).isEqualTo(ExitCodes.USAGE);
        home.run("export", "--templates", "-f", folder).orThrow();
        CommandLineHome.Ended first = home.run("plan", "-f", folder);
        assertThat(first.status()).as(first.err()).isEqualTo(ExitCodes.DIFFERS);
        assertThat(first.out())
                .contains("+ step work-email (version 1)", "+ blueprint work-email-verified (version 1)");

        home.run("apply", "-f", folder).orThrow();
        assertThat(home.run("plan", "-f", folder).orThrow().out()).isEqualTo("Nothing would change.\n");
        String again = home.file("again").toString();
        home.run("export", "-f", again).orThrow();
        Map<String, String> brought = files(folder);
        assertThat(brought.remove("tables/exa-verify.sql")).contains("\"verified_companies\" (", "sources");
        brought.keySet().removeIf(file -> file.startsWith("tables/"));
        assertThat(files(again)).isEqualTo(brought).hasSizeGreaterThan(10);

        edit("steps/company-size.yaml", "onFailure: continue", "onFailure: stop\nretry:\n  attempts: 2");
        CommandLineHome.Ended second = home.run("plan", "-f", folder);
        assertThat(second.out())
                .contains("~ step company-size (version 2)", "onFailure: \"continue\" → \"stop\"", "1 would change");
        assertThat(home.run("apply", "-f", folder).orThrow().out()).contains("1 changed");
        assertThat(home.run("rollback", "--step", "company-size", "--to", "1")
                        .orThrow()
                        .out())
                .contains("company-size@3");
        home.run("export", "-f", again).orThrow();
        assertThat(files(again).get("steps/company-size.yaml"))
                .contains("continue")
                .doesNotContain("retry");

        edit("steps/mobile-phone.yaml", "person.mobile_phone", "person.mobile_phon");
        edit("blueprints/mobile-phone.yaml", "- mobile-phone", "- mobile-phon");
        CommandLineHome.Ended wrong = home.run("apply", "-f", folder);
        assertThat(wrong.status()).isEqualTo(ExitCodes.USAGE);
        assertThat(wrong.err())
                .contains(
                        "steps/mobile-phone.yaml /fields/0",
                        "person.mobile_phone",
                        "blueprints/mobile-phone.yaml /steps/0");
        Files.delete(Path.of(folder, "steps/mobile-phone.yaml"));
        Files.delete(Path.of(folder, "blueprints/mobile-phone.yaml"));
        assertThat(home.run("plan", "-f", folder).out()).contains("? step mobile-phone is not among the files");
        assertThat(home.run("apply", "--prune", "-f", folder).orThrow().out())
                .contains("- blueprint mobile-phone is retired", "- step mobile-phone is retired");
        Files.writeString(Path.of(folder, "steps/work-email.yaml"), "name: work-email\nfeilds: []\n");
        assertThat(home.run("plan", "-f", folder).err())
                .contains("steps/work-email.yaml /feilds: there is no such property", "fields");
        home.run("verify").orThrow();
    }

    @Test
    void theTemplatesRunOverAListAgainstTheSandbox() throws IOException {
        home.keepingTheSandbox();
        home.run("export", "--templates", "-f", folder).orThrow();
        home.run("apply", "-f", folder).orThrow();
        Path companies = home.write("companies.csv", "Domain\nstripe.com\nsiemens.com\n");
        Path people =
                home.write("people.csv", "Full name,Domain,Email\nAda Example,stripe.com,ada.example@stripe.com\n");

        CommandLineHome.Ended ended =
                home.run("enrich", companies.toString(), "--blueprint", "company-firmographics", "--sandbox");
        assertThat(ended.orThrow().err()).contains("company-profile", "company-size");
        assertThat(Files.readString(home.file("companies.enriched.csv")))
                .startsWith("Domain,company.name,company.industry,company.employee_range\n");
        assertThat(home.run("enrich", companies.toString(), "--blueprint", "company-firmographics", "--sandbox")
                        .orThrow()
                        .err())
                .contains("did this before");
        home.write(
                "registry/blueprints/stored.yaml",
                "slug: stored\nsteps:\n- exa-verify\n- scrape-homepage-via-zenrows\n");
        home.run("apply", "-f", folder).orThrow();
        CommandLineHome.Ended stored = home.run("enrich", companies.toString(), "--blueprint", "stored", "--sandbox");
        assertThat(stored.orThrow().err())
                .contains("results wait for hq.homepages: There is no schema hq_", "weir destination list");
        for (String blueprint : new String[] {"work-email-verified", "mobile-phone", "subscriber-enrichment"}) {
            assertThat(home.run("quote", people.toString(), "--blueprint", blueprint, "--sandbox")
                            .orThrow()
                            .out())
                    .contains("credits");
        }
        assertThat(home.run("enrich", companies.toString(), "--blueprint", "company-firmographic")
                        .err())
                .contains("Did you mean 'company-firmographics'?");
        assertThat(home.run("enrich", companies.toString(), "--blueprint", "mobile-phone", "--fields", "company.name")
                        .status())
                .isEqualTo(ExitCodes.USAGE);
    }
}
