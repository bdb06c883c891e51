package dev.weir.lists.files;

import java.io.IOException;
import java.io.Reader;

/** Finds out from the header record what separates cells: the commonest of comma, semicolon, tab and bar outside quotes. */
final class Delimiter {

    /** A header longer than this many characters is judged by its beginning. */
    static final int LOOK_AHEAD = 1 << 16;

    /** In order of preference when none is commoner, or there is only one column. */
    private static final String CANDIDATES = ",;\t|";

    private static final String SAID = "sep=";

    private Delimiter() {}

    /**
     * What a first line {@code sep=;} says, which Excel writes and hides; 0 when there is none.
     *
     * @param text supports mark; is left behind that line, or where it was
     */
    static char said(Reader text) throws IOException {
        text.mark(SAID.length() + 3);
        char[] start = new char[SAID.length() + 1];
        int count = 0;
        while (count < start.length) {
            int c = text.read();
            if (c < 0) {
                break;
            }
            start[count++] = (char) c;
        }
        String line = new String(start, 0, count);
        if (count == start.length && line.startsWith(SAID) && CANDIDATES.indexOf(line.charAt(SAID.length())) >= 0) {
            int end = text.read();
            if (end == '\n') {
                return line.charAt(SAID.length());
            }
            if (end == '\r') {
                text.mark(1);
                if (text.read() != '\n') {
                    text.reset();
                }
                return line.charAt(SAID.length());
            }
        }
        text.reset();
        return 0;
    }

    /** @param text supports mark; is left where it was */
    static char detect(Reader text) throws IOException {
        text.mark(LOOK_AHEAD);
        int[] counts = new int[CANDIDATES.length()];
        boolean quoted = false;
        boolean begun = false;
        for (int i = 0; i < LOOK_AHEAD; i++) {
            int c = text.read();
            boolean ends = c < 0 || (!quoted && (c == '\n' || c == '\r'));
            if (ends && (begun || c < 0)) {
                break;
            }
            begun |= !ends;
            quoted ^= c == '"';
            int candidate = quoted ? -1 : CANDIDATES.indexOf(c);
            if (candidate >= 0) {
                counts[candidate]++;
            }
        }
        text.reset();
        int best = 0;
        for (int i = 1; i < counts.length; i++) {
            best = counts[i] > counts[best] ? i : best;
        }
        return CANDIDATES.charAt(best);
    }
}
