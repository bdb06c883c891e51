package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.ExitCodes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a user can find out about a job whose e-mails were verified, after one run against the sandbox. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KnowingVerifiedTest {

    private static final int ROWS = 60;
    private static final String EMAIL = "person.work_email";

    private CommandLineHome home;
    private Path list;
    private String job = "";

    @BeforeAll
    void runOnce() throws IOException {
        home = CommandLineHome.fresh().keepingTheSandbox().keepingTheDatabase();
        StringBuilder people = new StringBuilder("First Name,Last Name,Domain\n");
        IntStream.range(0, ROWS)
                .forEach(i -> people.append("Ada")
                        .append((char) ('a' + i % 26))
                        .append(",Example")
                        .append((char) ('a' + i / 26))
                        .append(",company")
                        .append(i % 20)
                        .append(".example\n"));
        list = home.write("people.csv", people.toString());
        job = enrich("hunter,apollo", "--verify", "zerobounce,neverbounce")
                .path("jobId")
                .asString();
    }

    @AfterAll
    void close() throws IOException {
        home.close();
    }

    private JsonNode enrich(String waterfall, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "enrich", list.toString(), "--fields", EMAIL, "--waterfall", EMAIL + "=" + waterfall, "--json"));
        command.addAll(List.of(more));
        return read(command);
    }

    private JsonNode json(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.add("--json");
        return read(all);
    }

    private JsonNode read(List<String> command) {
        return JsonMapper.shared()
                .readTree(home.run(command.toArray(String[]::new)).orThrow().out());
    }

    private String text(String... command) {
        return home.run(command).orThrow().out();
    }

    /** The same, wherever its lines were broken. */
    private String flat(String... command) {
        return text(command).replaceAll("\\s+", " ");
    }

    private String calls() {
        return text("sandbox", "summary", "--json");
    }

    private void assertComesOut(JsonNode foretold, JsonNode rerun) {
        assertThat(foretold.path("exact").asBoolean()).isTrue();
        assertThat(foretold.path("drift").size()).isZero();
        JsonNode found = foretold.path("fields").path(0).path("found");
        assertThat(found.path("whatIf").path("from").asLong())
                .isEqualTo(found.path("whatIf").path("to").asLong())
                .isEqualTo(rerun.path("found").path(EMAIL).asLong());
        assertThat(foretold.path("freshMilli").path("from").asLong())
                .isEqualTo(rerun.path("creditsMilli").path("spent").asLong());
    }

    @Test
    void whatIfsOfVerifiedFindsAskNobodyAndRealRerunsComeOutSo() {
        String before = calls();
        JsonNode stricter =
                json("what-if", job, "--waterfall", EMAIL + "=hunter", "--catch-all", "reject_and_continue");
        JsonNode fewer = json("what-if", job, "--waterfall", EMAIL + "=hunter", "--verify", "zerobounce");
        JsonNode none = json("what-if", job, "--verify", "none");
        String told = flat("what-if", job, "--verify", "leadmagic", "--catch-all", "reject-and-continue");
        assertThat(calls()).as("the vendors' ledger").isEqualTo(before);
        assertThat(told)
                .contains(
                        "verified by leadmagic instead of by zerobounce, else neverbounce",
                        "catch-all: reject_and_continue instead of accept_and_flag",
                        "leadmagic was never asked to verify person.work_email",
                        "may stand or not");
        assertComesOut(
                stricter,
                enrich(
                        "hunter",
                        "--verify",
                        "zerobounce,neverbounce",
                        "--catch-all",
                        "reject_and_continue",
                        "--refresh"));
        assertComesOut(fewer, enrich("hunter", "--verify", "zerobounce", "--refresh"));
        assertComesOut(none, enrich("hunter,apollo", "--refresh"));
        assertThat(calls()).isNotEqualTo(before);
    }

    @Test
    void aJobAndStatsNameWhoVerifiesWhatStoodAndWhatCameBack() {
        assertThat(flat("job", "show", job))
                .contains(
                        "asked hunter, then apollo, each find verified by zerobounce, else neverbounce",
                        "person.work_email provider turns answers called",
                        "person.work_email, verified provider turns answers called",
                        "Refunded for finds that did not stand",
                        "\"verified\" are those that stood");
        assertThat(flat("stats")).contains("person.work_email, verified provider", "zerobounce", "per one that stood");
        JsonNode document = json("job", "show", job);
        assertThat(document.path("fields").path(0).path("waterfall").size()).isEqualTo(2);
        assertThat(document.path("fields").path(0).path("verifiers").size()).isEqualTo(2);
        long counted = 0;
        long charged = 0;
        long refunded = 0;
        for (JsonNode stage : document.path("stages")) {
            charged += stage.path("chargedMilli").asLong();
            if (stage.path("part").asString().equals("finds_to_be_verified")) {
                counted += stage.path("counted").asLong();
                assertThat(stage.path("counted").asLong())
                        .isLessThanOrEqualTo(stage.path("accepted").asLong());
                refunded += stage.path("refundedMilli").asLong();
            }
        }
        assertThat(refunded).isPositive();
        assertThat(document.path("stages").size()).isEqualTo(4);
        assertThat(counted)
                .isEqualTo(document.path("fields").path(0).path("found").asLong());
        assertThat(charged).isEqualTo(document.path("spentMilli").asLong());
    }

    @Test
    void anExplanationHasEachVerificationBelowItsFind() {
        int refunded = 0;
        for (int row = 1; row <= ROWS && refunded == 0; row++) {
            JsonNode told = json("job", "explain", job, String.valueOf(row), EMAIL);
            refunded = told.path("turns").path(0).path("refundedMilli").asLong() > 0 ? row : 0;
        }
        assertThat(refunded).as("a row whose first find was given up").isPositive();
        List<String> lines = text("job", "explain", job, String.valueOf(refunded), EMAIL)
                .lines()
                .toList();
        assertThat(String.join(" ", lines).replaceAll(" +", " "))
                .contains("1. hunter: asked; found; it does not stand: ", "what was charged for it came back")
                .contains("verified by zerobounce: asked; ", "2. apollo: ");
        assertThat(lines).noneMatch(line -> line.contains("nobody found anything it could verify"));
    }

    @Test
    void adviceShowsWhatVerifyingTakesAndOneLineForOrdersOfOneResult() {
        String advice = flat("advise", job);
        assertThat(advice).contains("Each find is verified by zerobounce, else neverbounce", "credits a find");
        assertThat(advice).doesNotContain("hunter,zerobounce");
        JsonNode document = json("advise", job);
        assertThat(document.path("fields")
                        .path(0)
                        .path("asItRan")
                        .path("waterfall")
                        .size())
                .isEqualTo(2);
    }

    @Test
    void whatCannotBeVerifiedSoIsRefusedWithWhatCould() {
        assertThat(home.run("what-if", job, "--verify", "apollo").err())
                .contains("'apollo' does not verify person.work_email", "zerobounce");
        assertThat(home.run("what-if", job, "--verify", "none,zerobounce").err())
                .contains("Name each verifier once", "--verify none");
        assertThat(home.run("what-if", job, "--catch-all", "perhaps").err())
                .contains("accept, accept_and_flag or reject_and_continue");
        assertThat(home.run("what-if", job, "--waterfall", EMAIL + "=pattern,hunter", "--verify", "none")
                        .status())
                .isEqualTo(ExitCodes.USAGE);
        assertThat(home.run("what-if", job).err()).contains("--verify A,B", "--catch-all POLICY");
    }
}
