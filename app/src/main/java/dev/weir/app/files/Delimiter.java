package dev.weir.app.files;

import java.io.IOException;
import java.io.Reader;

/** Finds out from the header record what separates cells: the commonest of comma, semicolon and tab outside quotes. */
final class Delimiter {

    /** A header longer than this many characters is judged by its beginning. */
    static final int LOOK_AHEAD = 1 << 16;

    /** In order of preference when none is commoner, or there is only one column. */
    private static final String CANDIDATES = ",;\t";

    private Delimiter() {}

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
