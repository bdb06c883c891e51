package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.ExitCodes;
import dev.weir.app.live.TerminalSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jline.builtins.ScreenTerminal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** `weir enrich` as it looks on a terminal, to a screen reader, and in silence. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveDisplayTest {

    private static final Tty NARROW = new Tty() {
        @Override
        public boolean present() {
            return true;
        }

        @Override
        public TerminalSize size() {
            return new TerminalSize(60, 24);
        }
    };

    private CommandLineHome home;
    private Path list;
    private Path slow;

    @BeforeAll
    void open() throws IOException {
        home = CommandLineHome.fresh().keepingTheSandbox().keepingTheDatabase();
        StringBuilder rows = new StringBuilder("Domain\n");
        for (int i = 0; i < 1_500; i++) {
            rows.append("shown-").append(i).append(".example\n");
        }
        list = home.write("shown.csv", rows.toString());
        slow = home.write("slow.json", "{\"hunter\":{\"latency\":{\"minMillis\":100,\"maxMillis\":300}}}");
    }

    @AfterAll
    void close() throws IOException {
        home.close();
    }

    private String[] enrich(String... more) {
        String[] usual = {
            "enrich",
            list.toString(),
            "--fields",
            "company.industry",
            "--waterfall",
            "company.industry=hunter",
            "--sandbox-settings",
            slow.toString(),
            "--new",
            "--refresh"
        };
        String[] all = Arrays.copyOf(usual, usual.length + more.length);
        System.arraycopy(more, 0, all, usual.length, more.length);
        return all;
    }

    private static String onScreen(String written) {
        ScreenTerminal terminal = new ScreenTerminal(60, 24);
        terminal.write(written.replace("\n", "\r\n"));
        return terminal.toString();
    }

    @Test
    void aTerminalShowsOneFrameThatMovesAndLeavesOnlyWhatWasSaid() throws Exception {
        RunningCommand run = RunningCommand.start(home, NARROW, enrich());
        run.awaitSaying(Pattern.compile("company\\.industry: found [1-9]"));
        run.awaitSaying(Pattern.compile("hunter: found [1-9][0-9,]* of [1-9]"));
        CommandLineHome.Ended ended = run.ended().orThrow();

        assertThat(ended.err()).contains("\u001b[", "credits: ");
        assertThat(onScreen(ended.err())).contains("Ctrl-C pauses it.").doesNotContain("credits:", "[#", "[.");
        assertThat(ended.out()).contains("partially completed").doesNotContain("\u001b");
    }

    @Test
    void interruptedItSaysSoBelowWhatIsLeft() throws Exception {
        RunningCommand run = RunningCommand.start(home, NARROW, enrich());
        run.awaitSaying("in flight");
        run.interrupt();
        CommandLineHome.Ended ended = run.ended();

        assertThat(ended.status()).isEqualTo(ExitCodes.PAUSED);
        String[] left = onScreen(ended.err()).strip().split("\\s*\\n\\s*", -1);
        assertThat(String.join(" ", left)).contains("Pausing: no new call leaves");
        assertThat(left[left.length - 1]).isEqualTo("Paused. Run the same command to continue.");
    }

    @Test
    void noColorMeansNone() throws Exception {
        home.with("NO_COLOR", "1");
        try {
            CommandLineHome.Ended ended = RunningCommand.start(home, NARROW, enrich("--limit", "50"))
                    .ended()
                    .orThrow();
            assertThat(ended.err()).contains("\u001b[K").doesNotContainPattern("\u001b\\[[0-9;]*m");
        } finally {
            home.with("NO_COLOR", "");
        }
    }

    @Test
    void plainSpeaksInSentencesAlsoOnATerminal() throws Exception {
        CommandLineHome.Ended ended = RunningCommand.start(home, NARROW, enrich("--limit", "50", "--plain"))
                .ended()
                .orThrow();
        assertThat(ended.err()).contains("Domain to company.domain").doesNotContain("\u001b", "→", "·", "  ");
        assertThat(ended.out())
                .contains(
                        "Field company.industry: found for ", " of 50 rows that lacked it, ", "Provider hunter: calls ")
                .doesNotContain("%", "·", "  ");
    }

    @Test
    void quietSaysOnlyThatNothingIsReal() throws Exception {
        CommandLineHome.Ended ended = RunningCommand.start(home, NARROW, enrich("--limit", "50", "--quiet"))
                .ended()
                .orThrow();
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().lines().map(String::strip).collect(Collectors.joining(" ")))
                .isEqualTo(
                        "SANDBOX: made-up vendors on this machine are asked, and no value is real. That is because no"
                                + " provider key is set, such as WEIR_HUNTER_API_KEY.");
        assertThat(home.run(enrich("--limit", "51", "-q", "--json")).orThrow().out())
                .contains("\"status\"");
    }
}
