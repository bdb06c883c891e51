package dev.weir.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.enrich.Snapshot;
import dev.weir.app.live.Line.Tone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {

    private static String text(Snapshot snapshot, int columns, int rows) {
        return Frame.lines(snapshot, new TerminalSize(columns, rows)).stream()
                .map(Line::text)
                .collect(Collectors.joining("\n"));
    }

    @Test
    void aWideTerminalShowsTables() {
        assertThat(text(Standings.midway(), 140, 40)).isEqualTo("""
                leads.csv, job 7 (sandbox)
                [####....................................] 1,234 of 12,000 rows (10 %), 2 in doubt, 142 rows/s, 0:42 so far, about 3 min left
                  field              found  of rows that lacked it   %  rows that had it
                  person.work_email    870                   1,000  87               234
                  company.industry       0                       0
                  provider           asked  reused  found  % of asked  errors  calls/s            state
                  hunter             1,200      34    802          66       3      120          answers
                  apollo               432            100          23      40        0  left alone 0:42
                  leadmagic.company      0              0                   0        0     key rejected
                  1 more provider not asked so far
                credits: 1,012.5 spent, 340 held, 2 in doubt, at most 1,500 in all, 12 paid calls in flight
                Ctrl-C pauses.""");
    }

    @Test
    void aNarrowTerminalShowsTheSameInWords() {
        assertThat(text(Standings.midway(), 60, 40)).isEqualTo("""
                leads.csv, job 7 (sandbox)
                [####....................................]
                1,234 of 12,000 rows (10 %), 2 in doubt, 142 rows/s,
                  0:42 so far, about 3 min left
                person.work_email: found 870 of 1,000 (87 %), had 234
                company.industry: not looked for so far
                hunter: found 802 of 1,200 asked, 34 reused, 3 errors,
                  120/s
                apollo: found 100 of 432 asked, 40 errors, 0/s,
                  left alone 0:42
                leadmagic.company: found 0 of 0 asked, 0/s, key rejected
                  1 more provider not asked so far
                credits: 1,012.5 spent, 340 held, 2 in doubt,
                  at most 1,500 in all, 12 paid calls in flight
                Ctrl-C pauses.""");
    }

    @Test
    void noLineIsAsWideAsTheTerminalAndNoFrameAsHigh() {
        for (int columns = 1; columns <= 200; columns++) {
            for (int rows : List.of(1, 2, 5, 10, 24, 60)) {
                List<Line> lines = Frame.lines(Standings.midway(), new TerminalSize(columns, rows));
                int widest = columns;
                assertThat(lines)
                        .hasSizeLessThanOrEqualTo(Math.max(1, rows - 1))
                        .allSatisfy(line -> assertThat(line.width()).isLessThan(Math.max(2, widest)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 40, 60, 80})
    void anythingThatFitsIsSaidOnNarrowTerminalsToo(int columns) {
        assertThat(text(Standings.midway(), columns, 60).replaceAll("\\s+", " "))
                .contains("1,234 of 12,000 rows", "870", "1,000", "left alone 0:42", "2 in doubt", "at most 1,500");
    }

    @Test
    void aLowTerminalLeavesProvidersOutFirstAndSaysSo() {
        assertThat(text(Standings.midway(), 120, 11))
                .contains("person.work_email", "hunter", "(more than fits here)", "credits:", "Ctrl-C")
                .doesNotContain("leadmagic");
        assertThat(text(Standings.midway(), 120, 6))
                .contains("1,234 of", "credits:")
                .doesNotContain("hunter");
    }

    @Test
    void namesFromOutsideNeitherMoveTheCursorNorWrap() {
        Snapshot hostile = Standings.of(
                "顧客リスト".repeat(12) + "\u001b[2J\r\n\u202e@|red x|@.csv",
                new Snapshot.Rows(1, 0, 0),
                Standings.FIELDS,
                Standings.PROVIDERS,
                Duration.ZERO);
        List<Line> lines = Frame.lines(hostile, new TerminalSize(60, 24));
        assertThat(lines.getFirst().width()).isLessThan(60);
        assertThat(lines.getFirst().text()).endsWith("~").startsWith("顧客リスト");
        assertThat(text(hostile, 400, 24))
                .doesNotContain("\u001b", "\r", "\u202e")
                .contains("@|red x|@.csv");
    }

    @Test
    void whatColourSaysIsSaidInWordsToo() {
        List<Line> coloured = new ArrayList<>(Frame.lines(Standings.midway(), new TerminalSize(120, 40)));
        coloured.removeIf(line -> line.tone() != Tone.CARE && line.tone() != Tone.TROUBLE);
        assertThat(coloured)
                .extracting(Line::text)
                .satisfiesExactly(
                        apollo -> assertThat(apollo).contains("left alone"),
                        leadmagic -> assertThat(leadmagic).contains("key rejected"),
                        credits -> assertThat(credits).contains("2 in doubt"));
        assertThat(coloured.getFirst().ansi(true)).startsWith("\u001b[").contains("apollo");
        assertThat(coloured.getFirst().ansi(false)).doesNotContain("\u001b");
    }
}
