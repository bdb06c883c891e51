package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.ExitCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Vendors that stop serving in the middle of a run: it is told, nothing is lost, and the same command goes on. */
@Timeout(300)
class VendorTroubleTest {

    /** 256 calls at once: a thousand rows take ten seconds, which is time enough for trouble. */
    private static final String SLOW = "\"latency\":{\"minMillis\":2000,\"maxMillis\":3000}";
    /** For what is left when the trouble is over. */
    private static final String QUICK = "\"latency\":{\"minMillis\":0,\"maxMillis\":0}";

    /** A line of progress with rows that have ended. */
    private static final Pattern DONE = Pattern.compile("[1-9]\\d* of [\\d,]+ rows \\(");

    private CommandLineHome home;

    @BeforeEach
    void open() throws IOException {
        home = CommandLineHome.fresh().keepingTheSandbox().keepingTheDatabase();
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    private Path list(String name, int rows) {
        StringBuilder list = new StringBuilder("Domain\n");
        for (int i = 0; i < rows; i++) {
            list.append(name).append('-').append(i).append(".example\n");
        }
        return home.write(name + ".csv", list.toString());
    }

    private Path hunter(String name, String latency, String settings) {
        return home.write(name + ".json", "{\"hunter\":{" + latency + "," + settings + "}}");
    }

    private static String[] enrich(Path list, String providers, Path settings, String... more) {
        String[] command = {
            "enrich",
            list.toString(),
            "--fields",
            "company.industry",
            "--waterfall",
            "company.industry=" + providers,
            "--sandbox-settings",
            settings.toString()
        };
        String[] all = java.util.Arrays.copyOf(command, command.length + more.length);
        System.arraycopy(more, 0, all, command.length, more.length);
        return all;
    }

    private List<String> truth(Path list, String providers) throws IOException {
        Path truth = home.file("truth.csv");
        home.run(
                        "sandbox",
                        "truth",
                        list.toString(),
                        "--fields",
                        "company.industry",
                        "--waterfall",
                        "company.industry=" + providers,
                        "--out",
                        truth.toString())
                .orThrow();
        return Files.readAllLines(truth);
    }

    private long ledger(String what) {
        JsonNode summary = JsonMapper.shared()
                .readTree(home.run("sandbox", "summary", "--json").orThrow().out());
        return summary.properties().stream()
                .mapToLong(entry -> entry.getValue().path(what).asLong())
                .sum();
    }

    private void assertTheBooksFit() {
        CommandLineHome.Ended verified = home.run("verify");
        assertThat(verified.status()).as(verified.out()).isZero();
        assertThat(ledger("chargedRepeats")).as("charged twice").isZero();
    }

    @Test
    void creditsThatRunOutAtTheVendorAreToldOnceAndWhenTheyAreToppedUpTheSameCommandGoesOn() throws Exception {
        Path list = list("poor", 600);
        RunningCommand run = RunningCommand.start(
                home, enrich(list, "hunter", hunter("poor", QUICK, "\"credits\":60000"), "--on-doubt", "hold"));
        run.awaitSaying("its credits are used up");
        run.interrupt();
        CommandLineHome.Ended paused = run.ended();
        assertThat(paused.status()).as(paused.err()).isEqualTo(ExitCodes.PAUSED);
        assertThat(paused.err().split("credits are used up", -1)).hasSize(2);
        assertThat(paused.err()).contains("Run the same command to continue").doesNotContain("\tat ");
        assertThat(home.file("poor.enriched.csv")).doesNotExist();
        assertThat(ledger("chargedMilli")).isBetween(1L, 60_000L);
        assertTheBooksFit();

        CommandLineHome.Ended ended =
                home.run(enrich(list, "hunter", hunter("rich", QUICK, "\"credits\":-1"), "--on-doubt", "hold"));
        assertThat(ended.orThrow().err()).contains("The rest of job");
        assertThat(Files.readAllLines(home.file("poor.enriched.csv"))).isEqualTo(truth(list, "hunter"));
        assertTheBooksFit();
    }

    @Test
    void aKeyThatIsRejectedInTheMiddleIsToldOnceAndWhenItIsRightTheSameCommandGoesOn() throws Exception {
        Path list = list("revoked", 1_000);
        Path fine = hunter("fine", SLOW, "\"rejectedKeys\":[]");
        RunningCommand run = RunningCommand.start(home, enrich(list, "hunter", fine));
        run.awaitSaying(DONE);
        home.run(
                        "sandbox",
                        "settings",
                        hunter("revoked", SLOW, "\"rejectedKeys\":[\"sandbox-key\"]")
                                .toString())
                .orThrow();
        run.awaitSaying("rejected its key");
        run.interrupt();
        CommandLineHome.Ended paused = run.ended();
        assertThat(paused.status()).as(paused.err()).isEqualTo(ExitCodes.PAUSED);
        assertThat(paused.err().split("rejected its key", -1)).hasSize(2);
        assertThat(paused.err()).doesNotContain("\tat ");
        assertTheBooksFit();

        Path mended = hunter("mended", QUICK, "\"rejectedKeys\":[]");
        assertThat(home.run(enrich(list, "hunter", mended)).orThrow().err()).contains("The rest of job");
        assertThat(Files.readAllLines(home.file("revoked.enriched.csv"))).isEqualTo(truth(list, "hunter"));
        assertTheBooksFit();
    }

    @Test
    void whenAllProvidersAreDownRowsWaitAndWhenTheyAreBackTheSameCommandGoesOn() throws Exception {
        Path list = list("dark", 1_000);
        Path down = home.write(
                "down.json",
                "{\"hunter\":{\"outage\":{\"on\":true,\"kind\":\"SERVER_ERROR\"}},"
                        + "\"apollo\":{\"outage\":{\"on\":true,\"kind\":\"SERVER_ERROR\"}}}");
        Path up = home.write(
                "up.json", "{\"hunter\":{\"outage\":{\"on\":false}},\"apollo\":{\"outage\":{\"on\":false}}}");
        String both = "hunter,apollo";
        RunningCommand run = RunningCommand.start(home, enrich(list, both, down, "--breaker", "10/5/2"));
        run.awaitSaying("hunter keeps failing and is left alone");
        run.awaitSaying("apollo keeps failing and is left alone");
        run.interrupt();
        CommandLineHome.Ended paused = run.ended();
        assertThat(paused.status()).as(paused.err()).isEqualTo(ExitCodes.PAUSED);
        assertThat(paused.err()).doesNotContain("\tat ");
        assertThat(paused.out()).contains("0 of 1,000 rows complete", "Credits: 0 spent");
        assertThat(ledger("chargedMilli")).isZero();
        assertTheBooksFit();

        JsonNode report = JsonMapper.shared()
                .readTree(home.run(enrich(list, both, up, "--breaker", "10/5/2", "--json"))
                        .orThrow()
                        .out());
        List<String> written = Files.readAllLines(home.file("dark.enriched.csv"));
        List<String> truth = truth(list, both);
        assertThat(written).hasSameSizeAs(truth);
        // Who was being asked when a provider failed for the first time went on to the next, or has nothing.
        List<String> others = new ArrayList<>(written);
        others.removeAll(truth);
        assertThat(others).as("the others waited").hasSizeLessThan(600);
        assertThat(report.path("ended").asBoolean()).isTrue();
        assertTheBooksFit();

        home.run(enrich(list, both, up, "--breaker", "10/5/2", "--new")).orThrow();
        assertThat(Files.readAllLines(home.file("dark.enriched.csv"))).isEqualTo(truth);
        assertTheBooksFit();
    }
}
