package dev.weir.lists.files;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts as workbooks hold them: what XML cannot say stands as {@code _xHHHH_}, and so does the underscore of a text that
 * only looks so (ECMA-376 part 1, 22.9.2.19).
 */
final class XlsxText {

    private static final Pattern ESCAPED = Pattern.compile("_x([0-9A-Fa-f]{4})_");

    /** Stands for what no workbook can hold, as in CSV: a NUL, half a surrogate pair. */
    private static final char REPLACEMENT = '\uFFFD';

    private XlsxText() {}

    static String decoded(String text) {
        if (text.indexOf("_x") < 0) {
            return text;
        }
        Matcher escapes = ESCAPED.matcher(text);
        return escapes.replaceAll(
                escape -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
    }

    static String encoded(String text) {
        if (isPlain(text)) {
            return text;
        }
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                encoded.append(c).append(text.charAt(++i));
            } else if (c == '\0' || Character.isSurrogate(c)) {
                encoded.append(REPLACEMENT);
            } else if (isEscaped(c)
                    || (c == '_'
                            && ESCAPED.matcher(text).region(i, text.length()).lookingAt())) {
                encoded.append(String.format("_x%04X_", (int) c));
            } else {
                encoded.append(c);
            }
        }
        return encoded.toString();
    }

    /** Control characters but tab and line feed: a bare CR would be read as LF by any XML reader. */
    private static boolean isEscaped(char c) {
        return (c < 0x20 && c != '\t' && c != '\n') || c == '\uFFFE' || c == '\uFFFF';
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isEscaped(c) || c == '_' || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }
}
