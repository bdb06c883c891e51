package dev.weir.lists.reading;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads how people name a country: its code, or its name in a language that lists are written in (Unicode CLDR). */
final class Countries {

    private static final List<Locale> LANGUAGES = List.of(
            Locale.ENGLISH,
            Locale.GERMAN,
            Locale.FRENCH,
            Locale.ITALIAN,
            Locale.of("es"),
            Locale.of("nl"),
            Locale.of("pt"),
            Locale.of("pl"),
            Locale.of("sv"));

    private static final Map<String, String> BY_NAME = read();

    private Countries() {}

    /** ISO 3166-1 alpha-2. */
    static Optional<String> code(String text) {
        return Optional.ofNullable(BY_NAME.get(key(text)));
    }

    private static Map<String, String> read() {
        Map<String, String> codes = new HashMap<>();
        for (Locale language : LANGUAGES) {
            for (String code : Locale.getISOCountries()) {
                codes.putIfAbsent(key(Locale.of("", code).getDisplayCountry(language)), code);
            }
        }
        for (String code : Locale.getISOCountries()) {
            codes.put(key(code), code);
            codes.putIfAbsent(key(Locale.of("", code).getISO3Country()), code);
        }
        Map.of(
                        "unitedstatesofamerica", "US",
                        "us of a", "US",
                        "uk", "GB",
                        "great britain", "GB",
                        "england", "GB",
                        "scotland", "GB",
                        "wales", "GB",
                        "holland", "NL",
                        "czech republic", "CZ",
                        "south korea", "KR")
                .forEach((name, code) -> codes.put(key(name), code));
        return Map.copyOf(codes);
    }

    private static String key(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}]", "");
    }
}
