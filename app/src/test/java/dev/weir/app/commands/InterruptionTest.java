package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.ExitCodes;
import dev.weir.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Commands that are stopped, killed or robbed of their database go on where they were. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InterruptionTest {

    /** A progress line of a job that has settled any row. */
    private static final Pattern SOME_ROWS = Pattern.compile("\\b[1-9][\\d,]* of 3,000 rows");

    /** 256 calls at once: a job of a thousand rows takes ten seconds, which is time enough to disturb it. */
    private static final String SLOW = "{\"hunter\":{\"latency\":{\"minMillis\":2000,\"maxMillis\":3000}}}";

    private static final String QUICK = "{\"hunter\":{\"latency\":{\"minMillis\":0,\"maxMillis\":0}}}";

    private CommandLineHome home;
    private Path slow;
    /** For what is left when the interruption is over. */
    private Path quick;

    @BeforeAll
    void open() throws IOException {
        home = CommandLineHome.fresh().keepingTheSandbox();
        slow = home.write("slow.json", SLOW);
        quick = home.write("quick.json", QUICK);
    }

    @AfterAll
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

    /** Hunter repeats for free, so that nothing a kill loses stays in doubt. */
    private static String[] enrich(Path list, Path settings) {
        return new String[] {
            "enrich",
            list.toString(),
            "--fields",
            "company.industry",
            "--waterfall",
            "company.industry=hunter",
            "--sandbox-settings",
            settings.toString()
        };
    }

    private void assertResultIsTheTruth(Path list) throws IOException {
        String stem = String.valueOf(list.getFileName()).replace(".csv", "");
        Path truth = home.file(stem + ".truth.csv");
        home.run(
                        "sandbox",
                        "truth",
                        list.toString(),
                        "--fields",
                        "company.industry",
                        "--waterfall",
                        "company.industry=hunter",
                        "--out",
                        truth.toString())
                .orThrow();
        assertThat(Files.readAllLines(home.file(stem + ".enriched.csv"))).isEqualTo(Files.readAllLines(truth));
        assertThat(home.run("verify").orThrow().out()).contains("Everything fits");
    }

    private static boolean contains(Path log, String text) {
        return read(log).contains(text);
    }

    private static String read(Path log) {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException beingWritten) {
            return "";
        }
    }

    @Test
    void ctrlCPausesAndTheSameCommandGoesOn() throws Exception {
        Path list = list("paused", 3_000);
        // So slow that the job is not done before Ctrl-C comes, however long that takes.
        Path slower = home.write("slower.json", "{\"hunter\":{\"latency\":{\"minMillis\":3000,\"maxMillis\":4000}}}");
        Path log = home.file("paused.log");
        Process child = home.start(log, enrich(list, slower));
        try {
            RunningCommand.await(
                    "the first rows",
                    () -> SOME_ROWS.matcher(read(log)).find() && contains(log, "paid calls in flight"));
            CommandLineHome.Ended second = home.run(enrich(list("other", 1), slower));
            assertThat(second.status()).isEqualTo(ExitCodes.UNAVAILABLE);
            assertThat(second.err()).contains("process " + child.pid()).doesNotContain("\tat ");
            new ProcessBuilder("kill", "-INT", String.valueOf(child.pid()))
                    .start()
                    .waitFor();
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.exitValue()).as(Files.readString(log)).isEqualTo(ExitCodes.PAUSED);
        assertThat(Files.readString(log)).contains("Pausing: no new call leaves", "Run the same command to continue");
        assertThat(home.file("paused.enriched.csv")).doesNotExist();
        assertThat(home.run(enrich(list, quick)).orThrow().err()).contains("Going on with job", "The rest of job");
        assertResultIsTheTruth(list);
    }

    @Test
    void killedAtOnceItGoesOnAndNothingIsLost() throws Exception {
        Path list = list("killed", 1_500);
        Path log = home.file("killed.log");
        Process child = home.start(log, enrich(list, slow));
        try {
            RunningCommand.await("the first rows", () -> contains(log, "paid calls in flight"));
            assertThat(home.run("job", "list", "--last", "1").orThrow().out()).contains("  running  ");
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertTheInterruptionIsTold();
        assertThat(home.run(enrich(list, quick)).orThrow().err()).contains("Going on with job");
        assertThat(home.run("job", "list", "--last", "1").orThrow().out()).doesNotContain("nterrupted");
        assertThat(home.run("doubts").orThrow().out()).isEqualTo("Nothing is in doubt.\n");
        assertResultIsTheTruth(list);
    }

    /** Before anybody has gone on with it. */
    private void assertTheInterruptionIsTold() {
        JsonNode latest = JsonMapper.shared()
                .readTree(home.run("job", "list", "--last", "1", "--json")
                        .orThrow()
                        .out())
                .path(0);
        assertThat(latest.path("interrupted").asBoolean()).isTrue();
        int underWay = latest.path("callsUnderWay").asInt();
        assertThat(underWay).isPositive();
        for (String command : List.of("list", "show")) {
            assertThat(home.run("job", command).orThrow().out())
                    .contains("interrupted", "no process is at work on it; the same weir enrich goes on with it");
        }
        assertThat(home.run("doubts").orThrow().out().replaceAll("\\s+", " "))
                .contains("Nothing is known to be in doubt so far.", "! " + underWay + " call", "is not known yet");
        assertThat(JsonMapper.shared()
                        .readTree(home.run("doubts", "--json").orThrow().out())
                        .path("underWayWhenBrokenOff")
                        .path(0)
                        .path("calls")
                        .asInt())
                .as("looking has settled nothing")
                .isEqualTo(underWay);
    }

    @Test
    void theDatabaseKilledMidRunComesBackAndTheRunGoesOn() throws Exception {
        Path list = list("robbed", 1_000);
        RunningCommand run = RunningCommand.start(home, enrich(list, slow));
        RunningCommand.await("the first rows", () -> run.says("paid calls in flight"));
        long postgres = EmbeddedPostgres.running(home.home()).orElseThrow().pid();
        ProcessHandle.of(postgres).orElseThrow().destroyForcibly();
        home.run("sandbox", "settings", quick.toString()).orThrow();
        CommandLineHome.Ended ended = run.ended().orThrow();
        assertThat(ended.err()).doesNotContain("\tat ");
        assertResultIsTheTruth(list);
    }

    @Test
    void aRejectedKeyIsToldOnceAndTheJobCanBePausedAndMended() throws Exception {
        Path list = list("rejected", 300);
        Path rejecting = home.write("rejecting.json", "{\"hunter\":{\"rejectedKeys\":[\"sandbox-key\"]}}");
        RunningCommand run = RunningCommand.start(home, enrich(list, rejecting));
        RunningCommand.await("the rejection", () -> run.says("rejected its key"));
        run.interrupt();
        CommandLineHome.Ended ended = run.ended();
        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitCodes.PAUSED);
        assertThat(ended.err().split("rejected its key", -1)).hasSize(2);
        Path mended = home.write("mended.json", "{\"hunter\":{\"rejectedKeys\":[]}}");
        home.run(enrich(list, mended)).orThrow();
        assertResultIsTheTruth(list);
    }
}
