package dev.weir.app.live;

import java.util.Objects;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;

/** One line of a frame, all of it in one tone. What a tone says, the words say too. */
record Line(String text, Tone tone) {

    /** What a line is, or how things stand. */
    enum Tone {
        USUAL(),
        TITLE(Style.bold),
        FAINT(Style.faint),
        CARE(Style.fg_yellow),
        TROUBLE(Style.fg_red, Style.bold);

        private final Style[] styles;

        Tone(Style... styles) {
            this.styles = styles;
        }
    }

    Line {
        // Names of files and fields come from outside: none of them may move the cursor.
        text = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
        Objects.requireNonNull(tone);
    }

    static Line of(String text) {
        return new Line(text, Tone.USUAL);
    }

    /** How many columns of a terminal it takes. */
    int width() {
        return columns(text);
    }

    static int columns(String text) {
        // Picocli measures; what it would take for markup must not shrink.
        return Ansi.OFF.new Text(text.replace("@|", "@:"), null).getCJKAdjustedLength();
    }

    /** Cut to so many columns. */
    Line within(int columns) {
        if (width() <= columns) {
            return this;
        }
        int end = text.length();
        while (end > 0 && columns(text.substring(0, end)) > columns - 1) {
            end = text.offsetByCodePoints(end, -1);
        }
        return new Line(text.substring(0, end) + "~", tone);
    }

    String ansi(boolean colour) {
        return colour && tone.styles.length > 0 ? Style.on(tone.styles) + text + Style.reset.off() : text;
    }
}
