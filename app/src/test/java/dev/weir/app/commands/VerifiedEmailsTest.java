package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
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

/** `weir enrich --verify`, from a list of people to a list with e-mails that somebody calls good. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerifiedEmailsTest {

    private static final int ROWS = 60;

    private CommandLineHome home;
    private Path list;

    @BeforeAll
    void open() throws IOException {
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
    }

    @AfterAll
    void close() throws IOException {
        home.close();
    }

    private CommandLineHome.Ended enrich(Path out, String... more) {
        List<String> command = new ArrayList<>(
                List.of("enrich", list.toString(), "--fields", "person.work_email", "--json", "--out", out.toString()));
        command.addAll(List.of(more));
        return home.run(command.toArray(String[]::new)).orThrow();
    }

    @Test
    void whoFoundAndWhoVerifiedStandBesideEachEmail() throws IOException {
        Path out = home.file("verified.csv");
        CommandLineHome.Ended ended = enrich(
                out,
                "--waterfall",
                "person.work_email=pattern,hunter",
                "--verify",
                "zerobounce,neverbounce",
                "--provenance");
        assertThat(ended.err())
                .contains("Every person.work_email that is found is verified by zerobounce, else neverbounce")
                .contains("catch-all: accept_and_flag");
        List<String> lines = Files.readAllLines(out);
        assertThat(lines.getFirst().replace("\"", ""))
                .isEqualTo("First Name,Last Name,Domain,person.work_email,person.work_email.provider,"
                        + "person.work_email.status,person.work_email.reason,person.work_email_status,"
                        + "person.work_email_status.provider");
        List<String[]> cells = lines.stream()
                .skip(1)
                .map(line -> line.replace("\"", "").split(",", -1))
                .toList();
        assertThat(cells).allSatisfy(row -> assertThat(row).hasSize(9));
        assertThat(cells.stream().filter(row -> !row[3].isEmpty()))
                .hasSizeGreaterThan(ROWS / 2)
                .allSatisfy(row -> {
                    assertThat(row[4]).matches("pattern.*|hunter");
                    assertThat(row[7]).isIn("valid", "catch_all");
                    assertThat(row[4].startsWith("pattern") && row[7].equals("catch_all"))
                            .isFalse();
                    assertThat(row[8]).isIn("zerobounce", "neverbounce");
                });
        JsonNode report = JsonMapper.shared().readTree(ended.out());
        assertThat(report.path("found").has("person.work_email_status")).isFalse();
        assertThat(home.run("verify").orThrow().out()).contains("Everything fits");
    }

    @Test
    void theColumnIsThereForFlagsAndNotForOtherPolicies() throws IOException {
        Path flagged = home.file("flagged.csv");
        Path taken = home.file("taken.csv");
        Path strict = home.file("strict.csv");
        enrich(flagged, "--waterfall", "person.work_email=hunter", "--verify", "zerobounce");
        enrich(taken, "--waterfall", "person.work_email=hunter", "--verify", "zerobounce", "--catch-all", "accept");
        enrich(
                strict,
                "--waterfall",
                "person.work_email=hunter",
                "--verify",
                "zerobounce",
                "--catch-all",
                "reject_and_continue");
        assertThat(Files.readAllLines(flagged).getFirst()).endsWith("person.work_email,person.work_email_status");
        assertThat(Files.readAllLines(taken).getFirst()).endsWith("person.work_email");
        assertThat(Files.readAllLines(strict).getFirst()).endsWith("person.work_email");
        assertThat(Files.readAllLines(taken).stream()
                        .filter(line -> !line.endsWith(","))
                        .count())
                .as("another policy is another job, and takes no more than the lenient one")
                .isGreaterThanOrEqualTo(Files.readAllLines(strict).stream()
                        .filter(line -> !line.endsWith(","))
                        .count());
    }

    @Test
    void aConfidenceThatNoFinderStatesIsNotHeldAgainstItAndALowOneIs() throws IOException {
        Path sure = home.file("sure.csv");
        Path any = home.file("any.csv");
        enrich(any, "--waterfall", "person.work_email=hunter");
        enrich(sure, "--waterfall", "person.work_email=hunter", "--min-confidence", "person.work_email=99");
        long found = Files.readAllLines(any).stream()
                .filter(line -> line.contains("@"))
                .count();
        assertThat(Files.readAllLines(sure).stream().filter(line -> line.contains("@")))
                .hasSizeLessThan((int) found);
    }

    @Test
    void aQuoteHoldsAVerificationForEveryFind() {
        CommandLineHome.Ended plain = enrich(home.file("q.csv"), "--waterfall", "person.work_email=hunter", "--quote");
        CommandLineHome.Ended verified = enrich(
                home.file("q.csv"), "--waterfall", "person.work_email=hunter", "--verify", "zerobounce", "--quote");
        long without =
                JsonMapper.shared().readTree(plain.out()).path("holdMilli").asLong();
        long with =
                JsonMapper.shared().readTree(verified.out()).path("holdMilli").asLong();
        assertThat(with - without).isEqualTo(ROWS * 1000L);
    }
}
