package dev.weir.providers;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A name in the letters that addresses are made of: {@code a} to {@code z}, and hyphens within.
 *
 * @param first the first of the first names
 * @param last all of the last names, together
 */
record MailName(String first, String last) {

    /** Letters that Unicode does not take apart, as their speakers write them in addresses. */
    private static final Map<String, String> LETTERS =
            Map.of("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i");

    /** Empty when one of them has a letter that no address has. */
    static Optional<MailName> of(String first, String last) {
        String firsts = letters(first);
        int gap = firsts.indexOf(' ');
        String name = gap < 0 ? firsts : firsts.substring(0, gap);
        String family = letters(last).replace(" ", "");
        return isWord(name) && isWord(family) ? Optional.of(new MailName(name, family)) : Optional.empty();
    }

    /** From a whole name: the first word is the first name, the rest the last name. */
    static Optional<MailName> of(String full) {
        String clean = full.strip();
        int gap = clean.indexOf(' ');
        return gap < 0 ? Optional.empty() : of(clean.substring(0, gap), clean.substring(gap + 1));
    }

    private static String letters(String text) {
        String plain = Normalizer.normalize(text.strip().toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("['’`.]", "")
                .replaceAll("\\s+", " ");
        for (Map.Entry<String, String> letter : LETTERS.entrySet()) {
            plain = plain.replace(letter.getKey(), letter.getValue());
        }
        return plain;
    }

    private static boolean isWord(String text) {
        return text.matches("[a-z]+(-[a-z]+)*");
    }
}
