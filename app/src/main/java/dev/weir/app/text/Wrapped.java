package dev.weir.app.text;

import java.util.ArrayList;
import java.util.List;

/** Sentences broken at spaces, so that they fit the terminal. */
public final class Wrapped {

    private Wrapped() {}

    /** @param indent before the first line; the following ones are two further in */
    public static List<String> lines(String indent, String sentence, int width) {
        return lines(indent, indent + "  ", sentence, width);
    }

    /** @param first before the first line @param further before each of the others */
    public static List<String> lines(String first, String further, String sentence, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(first);
        boolean begun = false;
        for (String word : sentence.split(" ", -1)) {
            if (begun && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line = new StringBuilder(further);
                begun = false;
            }
            line.append(begun ? " " : "").append(word);
            begun = true;
        }
        lines.add(line.toString());
        return lines;
    }
}
