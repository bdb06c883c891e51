package dev.weir.lists.reading;

import dev.weir.provider.Field;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells the cells in which people and programs write that they know nothing. Only a whole cell counts, whatever its case
 * and the blanks around it, and only of a list that is short on purpose: what is taken for nothing is not asked with.
 */
public final class Placeholders {

    /** What nobody and nothing is called. Among them what spreadsheets show, and write to CSV, where a formula failed. */
    private static final Set<String> WORDS = Set.of(
            "n/a",
            "n / a",
            "n.a.",
            "n.a",
            "#n/a",
            "#n/a n/a",
            "#ref!",
            "#value!",
            "#name?",
            "#div/0!",
            "#null!",
            "#num!",
            "#spill!",
            "#calc!",
            "#error!",
            "<null>",
            "(null)",
            "[null]",
            "(none)",
            "[none]",
            "(blank)",
            "(empty)",
            "undefined",
            "unknown",
            "(unknown)",
            "[unknown]",
            "not available",
            "not applicable",
            "not provided",
            "not specified",
            "not set",
            "no data",
            "no value",
            "tbd",
            "tba",
            "unbekannt",
            "keine angabe",
            "k.a.",
            "k. a.");

    /** Words that are also surnames, first names or places: Christopher Null, Na Li, Nan in Thailand, None in Piedmont. */
    private static final Set<String> NAMES_TOO = Set.of("null", "none", "na", "nil", "nan", "test");

    private static final Set<String> NAME_PARTS = Set.of("person.first_name", "person.last_name", "person.full_name");

    private static final Pattern MARKS = Pattern.compile("[-\u2010-\u2015\u2212_.?*/\\\\,;:~'\"`\u00B4\u2026 ]*");

    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}\u200B\uFEFF]+");

    /** A longer text says something, and is spared the comparison. */
    private static final int LONGEST = 64;

    private Placeholders() {}

    /**
     * Whether a cell says that nothing is known. A word that may be a name is a name where another part of the name stands
     * beside it, and always is one of a place.
     *
     * @param row all texts of the row, by field
     */
    public static boolean isOne(Field field, String text, Map<String, String> row) {
        if (text.length() > LONGEST) {
            return false;
        }
        String word = word(text);
        return switch (field.kind()) {
            // Here "unknown" is an answer, and NA is Namibia.
            case EMAIL_STATUS, PHONE_STATUS, COUNTRY_CODE ->
                field.normalise(text).isEmpty() && saysNothing(word);
            default -> saysNothing(word) || (NAMES_TOO.contains(word) && !mayBeAName(field.name(), row));
        };
    }

    private static boolean saysNothing(String word) {
        return WORDS.contains(word) || MARKS.matcher(word).matches();
    }

    private static boolean mayBeAName(String field, Map<String, String> row) {
        if (!NAME_PARTS.contains(field)) {
            return field.contains(".location.");
        }
        return NAME_PARTS.stream()
                .filter(part -> !part.equals(field))
                .map(part -> word(row.getOrDefault(part, "")))
                .anyMatch(other -> !saysNothing(other) && !NAMES_TOO.contains(other));
    }

    private static String word(String text) {
        return BLANKS.matcher(text).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
    }
}
