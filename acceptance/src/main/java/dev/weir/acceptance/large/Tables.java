package dev.weir.acceptance.large;

import dev.weir.acceptance.large.Profile.Stretch;
import dev.weir.acceptance.large.Sample.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows a run: its phases, its asking in tenths, and its peaks. */
final class Tables {

    private static final int TENTHS = 10;
    private static final String HEAD = "  %-12s %9s %9s %9s | %9s %9s %9s | %8s %8s %8s";
    private static final String ROW = "  %-12s %,9d %9.1f %,9.0f | %9.1f %9.1f %9.1f | %8d %8d %8d";

    private Tables() {}

    static List<String> of(Profile profile) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                HEAD,
                "",
                "rows",
                "s",
                "rows/s",
                "weir",
                "sandbox",
                "postgres",
                "weir",
                "sandbox",
                "postgres"));
        lines.add(String.format(Locale.ROOT, HEAD, "", "done", "", "", "", "µs/row", "", "", "MiB", ""));
        profile.phases()
                .forEach((phase, stretch) ->
                        lines.add(line(phase.name().toLowerCase(Locale.ROOT), stretch, profile.rows())));
        lines.add(line("all", profile.whole(), profile.rows()));
        lines.add("  asking:");
        profile.parts(TENTHS).forEach(part -> lines.add(line("", part, part.rows())));
        lines.add(String.format(
                Locale.ROOT,
                "  peaks: weir %d MiB, sandbox %d MiB, both at once %d MiB (second half ÷ first %.2f); PostgreSQL %d MiB"
                        + " (%.2f)",
                profile.peakKib(Memory::weir) >> 10,
                profile.peakKib(Memory::sandbox) >> 10,
                profile.peakKib(Memory::jvms) >> 10,
                profile.growth(Memory::jvms),
                profile.peakKib(Memory::postgres) >> 10,
                profile.growth(Memory::postgres)));
        lines.add(String.format(
                Locale.ROOT,
                "  per row: %.1f µs, of which processors %.1f; last quarter ÷ second quarter of the asking %.2f",
                profile.microsPerRow(),
                profile.spentPerRow(),
                Goals.lateOverEarly(profile)));
        return lines;
    }

    private static String line(String name, Stretch stretch, int rows) {
        Sample.Spent spent = stretch.spent();
        Memory memory = stretch.to().memory();
        return String.format(
                Locale.ROOT,
                ROW,
                name,
                stretch.to().rows(),
                stretch.micros() / 1e6,
                rows / (stretch.micros() / 1e6),
                (double) spent.weir() / rows,
                (double) spent.sandbox() / rows,
                (double) spent.postgres() / rows,
                memory.weir() >> 10,
                memory.sandbox() >> 10,
                memory.postgres() >> 10);
    }
}
