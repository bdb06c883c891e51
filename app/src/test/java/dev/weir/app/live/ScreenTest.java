package dev.weir.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.enrich.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.builtins.ScreenTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left on a terminal by frames that are drawn over each other. */
class ScreenTest {

    private final List<String> written = new ArrayList<>();

    private Screen screen(ScreenTerminal terminal, TerminalSize size, boolean colour) {
        return new Screen(
                text -> {
                    written.add(text);
                    // The line discipline of a real terminal makes a new line out of a line feed.
                    terminal.write(text.replace("\n", "\r\n"));
                },
                () -> size,
                colour);
    }

    private static List<String> lines(ScreenTerminal terminal) {
        List<String> lines = new ArrayList<>(
                terminal.toString().lines().map(String::stripTrailing).toList());
        while (!lines.isEmpty() && lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        return lines;
    }

    private static List<String> frame(Snapshot snapshot, TerminalSize size) {
        return Frame.lines(snapshot, size).stream().map(Line::text).toList();
    }

    private static Snapshot at(int done, List<Snapshot.ProviderStand> providers) {
        return Standings.of(
                "leads.csv", new Snapshot.Rows(12_000, done, 0), Standings.FIELDS, providers, Duration.ofSeconds(99));
    }

    @ParameterizedTest
    @CsvSource({"40, 40", "60, 24", "120, 30"})
    void aFrameTakesThePlaceOfTheOneBeforeAlsoWhenItIsLower(int columns, int rows) {
        TerminalSize size = new TerminalSize(columns, rows);
        ScreenTerminal terminal = new ScreenTerminal(columns, rows);
        Screen screen = screen(terminal, size, true);
        for (int done = 0; done <= 12_000; done += 500) {
            screen.show(at(done, Standings.PROVIDERS));
        }
        assertThat(lines(terminal)).isEqualTo(frame(at(12_000, Standings.PROVIDERS), size));

        screen.show(at(12_000, List.of()));

        assertThat(lines(terminal)).isEqualTo(frame(at(12_000, List.of()), size));
    }

    @Test
    void whatIsSaidStaysAboveTheFrameAndTheEndTakesTheFrameAway() {
        TerminalSize size = new TerminalSize(100, 40);
        ScreenTerminal terminal = new ScreenTerminal(100, 40);
        Screen screen = screen(terminal, size, false);
        screen.say("Job 7 runs; Ctrl-C pauses it.");
        screen.show(at(1, Standings.PROVIDERS));
        screen.say("! hunter keeps failing.");
        screen.show(at(2, Standings.PROVIDERS));

        List<String> expected = new ArrayList<>(List.of("Job 7 runs; Ctrl-C pauses it.", "! hunter keeps failing."));
        expected.addAll(frame(at(2, Standings.PROVIDERS), size));
        assertThat(lines(terminal)).isEqualTo(expected);

        screen.end();
        screen.say("Paused.");

        assertThat(lines(terminal))
                .containsExactly("Job 7 runs; Ctrl-C pauses it.", "! hunter keeps failing.", "Paused.");
    }

    @Test
    void aLongLineMayWrapAboveTheFrameWithoutHarm() {
        TerminalSize size = new TerminalSize(60, 40);
        ScreenTerminal terminal = new ScreenTerminal(60, 40);
        Screen screen = screen(terminal, size, false);
        screen.show(at(1, Standings.PROVIDERS));
        screen.say("x".repeat(130));
        screen.show(at(2, Standings.PROVIDERS));

        List<String> expected = new ArrayList<>(List.of("x".repeat(60), "x".repeat(60), "x".repeat(10)));
        expected.addAll(frame(at(2, Standings.PROVIDERS), size));
        assertThat(lines(terminal)).isEqualTo(expected);
    }

    @Test
    void aLowTerminalDoesNotScroll() {
        TerminalSize size = new TerminalSize(60, 8);
        ScreenTerminal terminal = new ScreenTerminal(60, 8);
        Screen screen = screen(terminal, size, false);
        screen.say("said before");
        for (int done = 0; done < 50; done++) {
            screen.show(at(done, Standings.PROVIDERS));
        }
        assertThat(lines(terminal)).isEqualTo(frame(at(49, Standings.PROVIDERS), size));
    }

    @Test
    void aTerminalThatIsMadeNarrowerIsClearedOfTheFoldedFrame() {
        AtomicReference<TerminalSize> size = new AtomicReference<>(new TerminalSize(120, 30));
        Screen screen = new Screen(written::add, size::get, false);
        screen.show(at(1, Standings.PROVIDERS));
        int folded = Frame.lines(at(1, Standings.PROVIDERS), size.get()).stream()
                .mapToInt(line -> line.width() > 60 ? 2 : 1)
                .sum();
        size.set(new TerminalSize(60, 30));
        screen.show(at(2, Standings.PROVIDERS));
        assertThat(written.getLast()).startsWith("\r\u001b[" + folded + "A");
    }

    @Test
    void withoutColourTheCursorMovesAndNothingElse() {
        Screen screen = screen(new ScreenTerminal(100, 40), new TerminalSize(100, 40), false);
        screen.show(at(1, Standings.PROVIDERS));
        screen.show(at(2, Standings.PROVIDERS));
        assertThat(String.join("", written)).contains("\u001b[").doesNotContainPattern("\u001b\\[[0-9;]*m");
    }

    @Test
    void theCursorIsNeverHiddenAndRestsBelowTheFrame() {
        Screen screen = screen(new ScreenTerminal(100, 40), new TerminalSize(100, 40), true);
        screen.show(at(1, Standings.PROVIDERS));
        screen.show(at(2, Standings.PROVIDERS));
        assertThat(String.join("", written)).doesNotContain("\u001b[?25l");
        assertThat(written).allSatisfy(text -> assertThat(text).containsPattern("\n(\u001b\\[J)?$"));
    }
}
