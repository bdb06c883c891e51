package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.ExitCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Several commands at one job, on one server of the user's own: one after another, at once, and in each other's place. */
@Timeout(300)
class SharedDatabaseTest {

    private static final Pattern IN_FLIGHT = Pattern.compile("[1-9]\\d* paid calls in flight");

    private CommandLineHome home;
    private ExternalDatabase database;
    private Path slow;

    @BeforeEach
    void open() throws Exception {
        home = CommandLineHome.fresh().keepingTheSandbox();
        database = new ExternalDatabase();
        home.with("WEIR_DB_URL", database.url());
        home.run("jobs", "--db-admin", database.adminUrl()).orThrow();
        slow = home.write("slow.json", "{\"apollo\":{\"latency\":{\"minMillis\":2000,\"maxMillis\":3000}}}");
    }

    @AfterEach
    void close() throws IOException {
        database.close();
        home.close();
    }

    private Path list(String name, int rows) {
        StringBuilder list = new StringBuilder("Domain\n");
        for (int i = 0; i < rows; i++) {
            list.append(name).append('-').append(i).append(".example\n");
        }
        return home.write(name + ".csv", list.toString());
    }

    private String[] enrich(Path list, String provider, String... more) {
        String[] command = {
            "enrich",
            list.toString(),
            "--fields",
            "company.industry",
            "--waterfall",
            "company.industry=" + provider,
            "--sandbox-settings",
            slow.toString()
        };
        String[] all = java.util.Arrays.copyOf(command, command.length + more.length);
        System.arraycopy(more, 0, all, command.length, more.length);
        return all;
    }

    private long nodes() {
        try {
            return database.number("SELECT count(*) FROM weir.node");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String latency(int least, int most) {
        return "{\"hunter\":{\"latency\":{\"minMillis\":" + least + ",\"maxMillis\":" + most + "}}}";
    }

    private static String read(Path log) {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException beingWritten) {
            return "";
        }
    }

    private JsonNode ledger() {
        return JsonMapper.shared()
                .readTree(home.run("sandbox", "summary", "--json").orThrow().out());
    }

    private static long sum(JsonNode ledger, String what) {
        return ledger.properties().stream()
                .mapToLong(entry -> entry.getValue().path(what).asLong())
                .sum();
    }

    private void assertTheBooksFit() {
        CommandLineHome.Ended verified = home.run("verify");
        assertThat(verified.status()).as(verified.out()).isZero();
        assertThat(verified.out()).contains("Everything fits");
    }

    @Test
    void twoProcessesShareOneJobAndNobodyIsAskedTwice() throws Exception {
        Path list = list("shared", 4_000);
        // So slow that the job is not done before both are at it, however long the second takes to start.
        slow = home.write("slower.json", latency(8_000, 8_000));
        Path first = home.file("first.log");
        Path second = home.file("second.log");
        Path other = home.file("other.csv");
        Process one = home.start(first, enrich(list, "hunter"));
        Process two = null;
        try {
            RunningCommand.await(
                    "the first rows", () -> IN_FLIGHT.matcher(read(first)).find());
            two = home.start(second, enrich(list, "hunter", "--out", other.toString()));
            RunningCommand.await("both at work", () -> nodes() == 2);
            home.run(
                            "sandbox",
                            "settings",
                            home.write("fast.json", latency(50, 100)).toString())
                    .orThrow();
            assertThat(one.waitFor(150, TimeUnit.SECONDS)).isTrue();
            assertThat(two.waitFor(150, TimeUnit.SECONDS)).isTrue();
        } finally {
            one.destroyForcibly();
            if (two != null) {
                two.destroyForcibly();
            }
        }
        assertThat(one.exitValue()).as(read(first)).isZero();
        assertThat(two.exitValue()).as(read(second)).isZero();
        assertThat(read(first) + read(second)).doesNotContain("\tat ");
        assertThat(read(second)).contains("Going on with job");
        assertThat(other).hasSameBinaryContentAs(home.file("shared.enriched.csv"));
        assertThat(Files.readAllLines(other)).hasSize(4_001);
        assertThat(nodes()).isEqualTo(2);
        assertThat(database.number("SELECT count(*) FROM weir.job")).isEqualTo(1);
        assertThat(sum(ledger(), "calls")).isEqualTo(4_000);
        assertTheBooksFit();
    }

    @Test
    void aJobThatIsBegunAnewIsCancelledItsHoldReturnsAndItsDoubtsCanBeSettled() throws Exception {
        Path list = list("anew", 600);
        Path log = home.file("killed.log");
        Process child = home.start(log, enrich(list, "apollo"));
        try {
            RunningCommand.await(
                    "calls in flight", () -> IN_FLIGHT.matcher(read(log)).find());
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        long open = database.number("SELECT count(*) FROM weir.intent");
        assertThat(open).isPositive();

        slow = home.write("quick.json", "{\"apollo\":{\"latency\":{\"minMillis\":0,\"maxMillis\":0}}}");
        CommandLineHome.Ended anew = home.run(enrich(list, "apollo", "--new")).orThrow();
        assertThat(anew.err())
                .contains("is cancelled", "in doubt", "weir doubts resolve")
                .doesNotContain("\tat ");
        assertThat(database.number(
                        "SELECT count(*) FROM weir.job_state WHERE status = 'cancelled' AND phase = 'closed'"))
                .isEqualTo(1);
        assertThat(database.number("SELECT balance FROM weir.account WHERE kind = 2 AND job_id = 1"))
                .as("what is held is held for the doubts")
                .isEqualTo(database.number("SELECT doubt FROM weir.account WHERE kind = 2 AND job_id = 1"))
                .isEqualTo(database.number("SELECT sum(amount) FROM weir.intent"));
        assertThat(Files.readAllLines(home.file("anew.enriched.csv"))).hasSize(601);
        assertThat(sum(ledger(), "chargedRepeats")).isZero();
        assertTheBooksFit();

        home.run("doubts", "resolve", "--not-charged", "--job", "1").orThrow();
        assertThat(home.run("doubts").orThrow().out()).contains("Nothing is in doubt");
        assertThat(database.number("SELECT sum(balance) FROM weir.account WHERE kind = 2"))
                .isZero();
        assertTheBooksFit();
    }

    @Test
    void aJobThatRunsElsewhereIsCancelledByNewAndThatProcessSaysSo() throws Exception {
        Path list = list("replaced", 1_500);
        slow = home.write("slower.json", latency(4_000, 4_000));
        Path log = home.file("replaced.log");
        Process child = home.start(log, enrich(list, "hunter"));
        CommandLineHome.Ended anew;
        try {
            RunningCommand.await(
                    "the first rows", () -> IN_FLIGHT.matcher(read(log)).find());
            slow = home.write("quick.json", latency(0, 0));
            anew = home.run(enrich(list, "hunter", "--new"));
            assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
        }
        anew.orThrow();
        assertThat(child.exitValue()).as(read(log)).isEqualTo(ExitCodes.UNAVAILABLE);
        assertThat(read(log)).contains("was cancelled meanwhile").doesNotContain("\tat ");
        assertThat(database.number("SELECT sum(balance) FROM weir.account WHERE kind = 2"))
                .isZero();
        assertThat(Files.readAllLines(home.file("replaced.enriched.csv"))).hasSize(1_501);
        assertThat(sum(ledger(), "calls")).isEqualTo(1_500);
        assertTheBooksFit();
    }
}
