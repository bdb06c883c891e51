package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.ExitCodes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(300)
class RightsCommandsTest {

    private static final String CANARY = "zoecanary";

    private CommandLineHome home;

    @BeforeEach
    void open() throws IOException {
        home = CommandLineHome.fresh().keepingTheSandbox().keepingTheDatabase();
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    private JsonNode enriched(String name, String list) {
        return JsonMapper.shared()
                .readTree(home.run(
                                "enrich",
                                home.write(name, list).toString(),
                                "--fields",
                                "company.industry",
                                "--sandbox",
                                "--json")
                        .orThrow()
                        .out());
    }

    /** The files of the home that hold it, but for the vendors' own books. */
    private List<Path> filesWith(String text) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(home.home())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!home.home().relativize(file).toString().contains("sandbox")
                        && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                                .toLowerCase(Locale.ROOT)
                                .contains(text)) {
                    found.add(home.home().relativize(file));
                }
            }
        }
        return found;
    }

    @Test
    void somebodyIsToldErasedAndInNoFileOfTheHomeAfterwards() throws IOException {
        String list = "company.domain,person.work_email,person.full_name\n"
                + "acme.example,zoecanary@acme.example,Zoecanary Doe\n"
                + "beta.example,bob@beta.example,Bob\n";
        enriched("people.csv", list);
        assertThat(filesWith(CANARY)).isNotEmpty();

        home.run(
                        "subject",
                        "export",
                        "--email",
                        "ZoeCanary@acme.example",
                        "--out",
                        home.file("zoe.json").toString())
                .orThrow();
        JsonNode told = JsonMapper.shared().readTree(Files.readString(home.file("zoe.json")));
        assertThat(told.at("/rows")).hasSize(1);
        assertThat(told.at("/rows/0/input/person.full_name").asString()).isEqualTo("Zoecanary Doe");

        assertThat(home.run("erase", "--email", "zoecanary@acme.example").status())
                .isEqualTo(ExitCodes.USAGE);
        CommandLineHome.Ended erased = home.run(
                        "erase", "--email", "zoecanary@acme.example", "--yes", "--destinations", "--compact")
                .orThrow();
        assertThat(erased.out()).contains("rows: 1", "suppressions: 1").doesNotContain(CANARY);
        assertThat(filesWith(CANARY)).isEmpty();
        assertThat(home.run("subject", "export", "--email", "zoecanary@acme.example", "--out", "-")
                        .orThrow()
                        .out())
                .contains("\"suppressed\":true", "\"rows\":[]");
        assertThat(home.run("verify").orThrow().out()).contains("Everything fits");

        assertThat(home.run("suppress", "check", "zoecanary@acme.example", "beta.example")
                        .orThrow()
                        .out()
                        .lines())
                .containsExactly("suppressed  zoecanary@acme.example", "-           beta.example");
        home.write("more.txt", "@beta.example\n\nlinkedin.com/in/someone-else\n");
        assertThat(home.run("suppress", "add", "--file", home.file("more.txt").toString())
                        .orThrow()
                        .out())
                .contains("Added: 2.");
        assertThat(home.run("suppress", "add", "not a handle").status()).isEqualTo(ExitCodes.USAGE);
        JsonNode again = enriched("again.csv", list + "gamma.example,ann@gamma.example,Ann\n");
        assertThat(again.toString()).doesNotContain(CANARY);
    }
}
