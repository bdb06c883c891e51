package dev.weir.app.live;

import dev.weir.app.enrich.Amounts;
import dev.weir.app.enrich.Snapshot;
import dev.weir.app.enrich.Snapshot.Health;
import dev.weir.app.enrich.Snapshot.ProviderStand;
import dev.weir.app.live.Line.Tone;
import dev.weir.app.text.TextTable;
import dev.weir.server.insight.Tally.FieldStand;
import java.util.ArrayList;
import java.util.List;

/**
 * A job's standing as lines that fit a terminal: tables where they fit, else words; never a line as wide as the terminal,
 * which might wrap, and never more lines than it is high. ASCII alone, whose width is the same everywhere, but for names.
 */
final class Frame {

    private static final int WIDEST_BAR = 40;
    private static final int NARROWEST_BAR = 10;

    private final Snapshot snapshot;
    private final int columns;

    private Frame(Snapshot snapshot, int columns) {
        this.snapshot = snapshot;
        this.columns = columns;
    }

    static List<Line> lines(Snapshot snapshot, TerminalSize size) {
        Frame frame = new Frame(snapshot, Math.max(1, size.columns() - 1));
        List<Line> lines = fitted(frame.head(), frame.fields(), frame.providers(), frame.tail(), size.rows() - 1);
        return lines.stream().map(line -> line.within(frame.columns)).toList();
    }

    /** Where it is too high, providers go first, then fields, then the rest from below. */
    private static List<Line> fitted(
            List<Line> head, List<Line> fields, List<Line> providers, List<Line> tail, int rows) {
        int room = Math.max(1, rows);
        int rest = room - head.size() - tail.size();
        List<Line> lines = new ArrayList<>(head);
        lines.addAll(cut(fields, rest));
        lines.addAll(cut(providers, rest - Math.min(Math.max(rest, 0), fields.size())));
        lines.addAll(tail);
        return lines.subList(0, Math.min(lines.size(), room));
    }

    /** The first so many; the last of them says that there are more. */
    private static List<Line> cut(List<Line> lines, int most) {
        if (lines.size() <= most) {
            return lines;
        }
        if (most <= 1) {
            return List.of();
        }
        List<Line> some = new ArrayList<>(lines.subList(0, most - 1));
        some.add(new Line("  (more than fits here)", Tone.FAINT));
        return some;
    }

    private List<Line> head() {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(
                snapshot.list() + ", job " + snapshot.jobId() + (snapshot.sandbox() ? " (sandbox)" : ""), Tone.TITLE));
        Snapshot.Rows rows = snapshot.rows();
        List<String> parts = new ArrayList<>();
        parts.add(
                Amounts.count(rows.done()) + " of " + Amounts.count(rows.total()) + " rows (" + rows.percent() + " %)");
        if (rows.inDoubt() > 0) {
            parts.add(Amounts.count(rows.inDoubt()) + " in doubt");
        }
        parts.add(Words.speed(snapshot.rowsPerSecond()) + " rows/s");
        parts.add(Words.clock(snapshot.running()) + " so far");
        if (snapshot.left() != null) {
            parts.add("about " + Words.roughly(snapshot.left()) + " left");
        }
        int room = columns - String.join(", ", parts).length() - 3;
        if (room >= NARROWEST_BAR) {
            lines.add(Line.of(bar(Math.min(WIDEST_BAR, room)) + " " + String.join(", ", parts)));
        } else {
            if (columns >= NARROWEST_BAR + 2) {
                lines.add(Line.of(bar(Math.min(WIDEST_BAR, columns - 2))));
            }
            lines.addAll(flow("", parts, Tone.USUAL));
        }
        return lines;
    }

    private String bar(int width) {
        int done = width * snapshot.rows().percent() / 100;
        return "[" + "#".repeat(done) + ".".repeat(width - done) + "]";
    }

    private List<Line> fields() {
        TextTable table = new TextTable("field", "found", "of rows that lacked it", "%", "rows that had it");
        snapshot.fields()
                .forEach(field -> table.row(
                        field.field(),
                        Amounts.count(field.found()),
                        Amounts.count(field.lookedAt()),
                        field.lookedAt() == 0 ? "" : field.percent(),
                        field.known() == 0 ? "" : Amounts.count(field.known())));
        List<Line> wide = tabled(table);
        if (fit(wide)) {
            return wide;
        }
        List<Line> narrow = new ArrayList<>();
        for (FieldStand field : snapshot.fields()) {
            List<String> parts = new ArrayList<>();
            parts.add(
                    field.lookedAt() == 0
                            ? "not looked for so far"
                            : "found " + Amounts.count(field.found()) + " of " + Amounts.count(field.lookedAt()) + " ("
                                    + field.percent() + " %)");
            if (field.known() > 0) {
                parts.add("had " + Amounts.count(field.known()));
            }
            narrow.addAll(flow(field.field() + ": ", parts, Tone.USUAL));
        }
        return narrow;
    }

    private List<Line> providers() {
        List<ProviderStand> touched =
                snapshot.providers().stream().filter(ProviderStand::touched).toList();
        List<Line> lines = new ArrayList<>();
        if (!touched.isEmpty()) {
            List<Line> wide = wide(touched);
            lines.addAll(fit(wide) ? wide : narrow(touched));
        }
        int others = snapshot.providers().size() - touched.size();
        if (others > 0) {
            lines.add(new Line(
                    "  " + Amounts.count(others, (touched.isEmpty() ? "" : "more ") + "provider") + " not asked so far",
                    Tone.FAINT));
        }
        return lines;
    }

    private List<Line> wide(List<ProviderStand> providers) {
        TextTable table =
                new TextTable("provider", "asked", "reused", "found", "% of asked", "errors", "calls/s", "state");
        providers.forEach(one -> table.row(
                one.provider(),
                Amounts.count(one.asked()),
                one.reused() == 0 ? "" : Amounts.count(one.reused()),
                Amounts.count(one.found()),
                one.asked() == 0 ? "" : one.percent(),
                Amounts.count(one.errors()),
                Words.speed(one.perSecond()),
                health(one)));
        List<Line> lines = new ArrayList<>(tabled(table));
        for (int i = 0; i < providers.size(); i++) {
            lines.set(i + 1, new Line(lines.get(i + 1).text(), tone(providers.get(i))));
        }
        return lines;
    }

    private List<Line> narrow(List<ProviderStand> providers) {
        List<Line> lines = new ArrayList<>();
        for (ProviderStand one : providers) {
            List<String> parts = new ArrayList<>();
            parts.add("found " + Amounts.count(one.found()) + " of " + Amounts.count(one.asked()) + " asked");
            if (one.reused() > 0) {
                parts.add(Amounts.count(one.reused()) + " reused");
            }
            if (one.errors() > 0) {
                parts.add(Amounts.count(one.errors(), "error"));
            }
            parts.add(Words.speed(one.perSecond()) + "/s");
            if (one.health() != Health.ANSWERS) {
                parts.add(health(one));
            }
            lines.addAll(flow(one.provider() + ": ", parts, tone(one)));
        }
        return lines;
    }

    private static String health(ProviderStand one) {
        return one.health().words() + (one.until() == null ? "" : " " + Words.clock(one.until()));
    }

    private static Tone tone(ProviderStand one) {
        return switch (one.health()) {
            case ANSWERS -> Tone.USUAL;
            case LEFT_ALONE, TRIED_AGAIN -> Tone.CARE;
            case KEY_REJECTED, OUT_OF_CREDITS -> Tone.TROUBLE;
        };
    }

    private List<Line> tail() {
        Snapshot.Money money = snapshot.money();
        boolean over = snapshot.rows().over() && snapshot.inFlight() == 0;
        List<String> parts = new ArrayList<>();
        parts.add(Amounts.credits(money.spent()) + " spent");
        parts.add(Amounts.credits(money.held()) + " held");
        if (money.inDoubt() > 0) {
            parts.add(Amounts.credits(money.inDoubt()) + " in doubt");
        }
        parts.add("at most " + Amounts.credits(money.most()) + " in all");
        if (!over) {
            parts.add(Amounts.count(snapshot.inFlight(), "paid call") + " in flight");
        }
        List<Line> lines = new ArrayList<>(flow("credits: ", parts, money.inDoubt() > 0 ? Tone.CARE : Tone.USUAL));
        if (!over) {
            lines.add(new Line("Ctrl-C pauses.", Tone.FAINT));
        }
        return lines;
    }

    private static List<Line> tabled(TextTable table) {
        List<String> rows = table.lines();
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            lines.add(new Line(rows.get(i), i == 0 ? Tone.FAINT : Tone.USUAL));
        }
        return lines;
    }

    private boolean fit(List<Line> lines) {
        return lines.stream().allMatch(line -> line.width() <= columns);
    }

    /** Parts one after another with commas, on as many lines as they take. */
    private List<Line> flow(String lead, List<String> parts, Tone tone) {
        List<Line> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(lead);
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i) + (i + 1 < parts.size() ? "," : "");
            if (!line.isEmpty() && !line.toString().isBlank() && line.length() + part.length() > columns) {
                lines.add(new Line(line.toString().stripTrailing(), tone));
                line = new StringBuilder("  ");
            }
            line.append(part).append(' ');
        }
        lines.add(new Line(line.toString().stripTrailing(), tone));
        return lines;
    }
}
