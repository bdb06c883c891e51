package dev.weir.provider;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A closed list of words, with the other spellings that are read as one of them. */
final class Vocabulary {

    static final Vocabulary SENIORITY = new Vocabulary(
            "owner, c_level, vp, head, director, manager, senior, entry, intern, other",
            Map.ofEntries(
                    Map.entry("founder", "owner"),
                    Map.entry("co_founder", "owner"),
                    Map.entry("partner", "owner"),
                    Map.entry("c_suite", "c_level"),
                    Map.entry("cxo", "c_level"),
                    Map.entry("executive", "c_level"),
                    Map.entry("vice_president", "vp"),
                    Map.entry("junior", "entry"),
                    Map.entry("entry_level", "entry"),
                    Map.entry("training", "intern"),
                    Map.entry("trainee", "intern"),
                    Map.entry("internship", "intern")),
            true);

    static final Vocabulary COMPANY_TYPE = new Vocabulary(
            "private, public, nonprofit, government, education, other",
            Map.ofEntries(
                    Map.entry("privately_held", "private"),
                    Map.entry("partnership", "private"),
                    Map.entry("self_employed", "private"),
                    Map.entry("self_owned", "private"),
                    Map.entry("sole_proprietorship", "private"),
                    Map.entry("public_company", "public"),
                    Map.entry("publicly_held", "public"),
                    Map.entry("non_profit", "nonprofit"),
                    Map.entry("government_agency", "government"),
                    Map.entry("educational", "education"),
                    Map.entry("educational_institution", "education")),
            true);

    static final Vocabulary EMAIL_STATUS = new Vocabulary(
            "valid, risky, catch_all, invalid, unknown",
            Map.of("catchall", "catch_all", "accept_all", "catch_all"),
            false);

    static final Vocabulary PHONE_STATUS = new Vocabulary("valid, unverified, unknown", Map.of(), false);

    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
    private static final Map<String, String> ALPHA_3 = Arrays.stream(Locale.getISOCountries())
            .collect(Collectors.toUnmodifiableMap(code -> Locale.of("", code).getISO3Country(), code -> code));

    private static final Pattern GAP = Pattern.compile("[ \\-]+");

    private final List<String> words;
    private final Map<String, String> readings = new HashMap<>();
    private final boolean open;

    /** Makes one; an open one reads words that it does not know as its last one. */
    private Vocabulary(String words, Map<String, String> others, boolean open) {
        this.words = List.of(words.split(", "));
        this.words.forEach(word -> readings.put(word, word));
        readings.putAll(others);
        this.open = open;
    }

    List<String> words() {
        return words;
    }

    Optional<Object> read(Object raw) {
        if (!(raw instanceof String)) {
            return Optional.empty();
        }
        String exact = readings.get(raw);
        if (exact != null) {
            return Optional.of(exact);
        }
        String word = GAP.matcher(TextForms.clean(raw).orElse("").toLowerCase(Locale.ROOT))
                .replaceAll("_");
        if (word.isEmpty()) {
            return Optional.empty();
        }
        String known = readings.get(word);
        return known != null ? Optional.of(known) : open ? Optional.of(words.getLast()) : Optional.empty();
    }

    /** The first word of the list in the vocabulary's own order; one word alone is read as such. */
    Optional<Object> highest(Object raw) {
        if (!(raw instanceof List<?> list)) {
            return read(raw);
        }
        List<Object> read = list.stream()
                .filter(item -> item != null)
                .flatMap(item -> read(item).stream())
                .toList();
        return words.stream().filter(read::contains).findFirst().map(word -> word);
    }

    static Optional<Object> countryCode(Object raw) {
        if (!(raw instanceof String)) {
            return Optional.empty();
        }
        String code = TextForms.clean(raw).orElse("").toUpperCase(Locale.ROOT);
        if (code.equals("UK")) {
            return Optional.of("GB");
        }
        if (COUNTRIES.contains(code)) {
            return Optional.of(code);
        }
        return Optional.ofNullable(ALPHA_3.get(code));
    }
}
