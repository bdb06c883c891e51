package dev.weir.lists.reading;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import dev.weir.provider.Field;
import dev.weir.provider.Fields;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What people write in lists, in the form that providers are asked with; the list itself stays as it is. Beyond what each
 * kind of field reads of itself: names lose pictures, degrees, doubled blanks and the
 * page behind them, telephone numbers get their country's
 * code, several addresses in one cell count as the first, and a website gives its domain.
 */
public final class InputForms {

    private static final Set<String> NAMES =
            Set.of("person.full_name", "person.first_name", "person.last_name", "company.name");

    /** Emoji, dingbats and other pictures, with what joins and varies them; alone, the joiner belongs to scripts. */
    private static final Pattern PICTURES =
            Pattern.compile("([\\p{So}\\x{1F000}-\\x{1FAFF}&&[^\u00AE\u00A9]][\\x{FE0F}\\x{200D}]*)+");

    /** The page of what is named, as Notion writes it behind the name; of several the first is taken. */
    private static final Pattern LINKED = Pattern.compile("\\s*\\(https?://[^)\\s]*\\)(,.*)?$", Pattern.DOTALL);

    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");

    /** What people put behind their names on LinkedIn, after a comma; not what may be a name, such as Ma or Md. */
    private static final Pattern DEGREES = Pattern.compile(
            "(,\\s*(Ph\\.?\\s?D\\.?|M\\.?B\\.?A\\.?|E?MBA|M\\.?Sc\\.?|B\\.?Sc\\.?|M\\.A\\.|B\\.A\\.|MD|M\\.D\\.|JD|J\\.D\\.|LL\\.?M\\.?"
                    + "|CPA|CFA|CISSP|PMP|PHR|SPHR|SHRM-S?CP|CSM|CPM|Esq\\.?|RN)®?)+\\s*$");

    private static final Pattern TITLES = Pattern.compile("(?i)^((mr|mrs|ms|miss|dr|prof|herr|frau)\\.?\\s+)+(?=\\S)");

    private static final Pattern SEVERAL = Pattern.compile("\\s*(?:[;,|\\n]|:::)\\s*");

    /** Whose pages are no company's own site. */
    private static final List<String> OTHERS_SITES = List.of(
            "linkedin.com",
            "facebook.com",
            "instagram.com",
            "twitter.com",
            "x.com",
            "youtube.com",
            "google.com",
            "linktr.ee",
            "bit.ly",
            "crunchbase.com");

    /** An address with something behind its host. */
    private static final Pattern PAGE = Pattern.compile("^(?:[a-zA-Z]+:)?+/*+[^/?#]++[/?#]+[^/?#]");

    private static final Pattern WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    /** Where a row says which country it is about, the person's before the company's. */
    private static final List<String> COUNTRIES = List.of(
            "person.location.country_code",
            "person.location.country",
            "company.location.country_code",
            "company.location.country");

    private static final Field DOMAIN = Fields.find("company.domain").orElseThrow();

    private final @Nullable String country;

    /** @param country of telephone numbers that do not say theirs, in rows that do not either */
    InputForms(@Nullable String country) {
        this.country = country;
    }

    /**
     * The canonical value; empty when the text cannot be read as one.
     *
     * @param row all texts of the row, by field
     */
    Optional<Object> read(Field field, String text, Map<String, String> row) {
        return switch (field.kind()) {
            case TEXT -> field.normalise(NAMES.contains(field.name()) ? name(field.name(), text) : text);
            case PHONE -> phone(field, text, row);
            case EMAIL, URL, DOMAIN -> firstOf(field, text);
            default -> field.normalise(text);
        };
    }

    /** The domain of a website, unless it is on somebody else's site. @param company whose it is; null when not said */
    static Optional<Object> domainOf(String website, @Nullable String company) {
        return DOMAIN.normalise(website).filter(_ -> !isElsewhere(website, company));
    }

    /**
     * Whether a website or domain is on a site where everybody has pages, and so tells nothing of whose it is. A page
     * there always does; the site by itself is the company's own where the company is called so, or nobody says who it is.
     *
     * @param company its name; null when not said
     */
    public static boolean isElsewhere(String website, @Nullable String company) {
        String domain = DOMAIN.normalise(website).map(Object::toString).orElse("");
        for (String other : OTHERS_SITES) {
            if (domain.equals(other) || domain.endsWith("." + other)) {
                String called = other.substring(0, other.indexOf('.'));
                return PAGE.matcher(website.strip()).find()
                        || (company != null
                                && WORDS.splitAsStream(company.toLowerCase(Locale.ROOT))
                                        .noneMatch(called::equals));
            }
        }
        return false;
    }

    private static String name(String field, String text) {
        String plain = BLANKS.matcher(
                        PICTURES.matcher(LINKED.matcher(text).replaceFirst("")).replaceAll(" "))
                .replaceAll(" ")
                .strip();
        if (field.startsWith("company.")) {
            return plain;
        }
        String bare = DEGREES.matcher(plain).replaceFirst("");
        return field.equals("person.last_name") ? bare : TITLES.matcher(bare).replaceFirst("");
    }

    private static Optional<Object> firstOf(Field field, String text) {
        Optional<Object> whole = field.normalise(text);
        if (whole.isPresent()) {
            return whole;
        }
        for (String part : SEVERAL.split(text)) {
            if (!part.isEmpty() && !part.equals(text)) {
                return field.normalise(part);
            }
        }
        return Optional.empty();
    }

    private Optional<Object> phone(Field field, String text, Map<String, String> row) {
        // 0044 is how many write +44, whatever their own country's prefix is.
        String dialled = text.strip().startsWith("00") ? "+" + text.strip().substring(2) : text;
        PhoneNumberUtil phones = PhoneNumberUtil.getInstance();
        try {
            PhoneNumber number = phones.parse(dialled.replace("(0)", ""), countryOf(row));
            if (phones.isPossibleNumber(number)) {
                return field.normalise(phones.format(number, PhoneNumberFormat.E164));
            }
        } catch (NumberParseException nationalOrNone) {
            // Without a country the digits alone may still be one.
        }
        return firstOf(field, text);
    }

    private @Nullable String countryOf(Map<String, String> row) {
        return COUNTRIES.stream()
                .map(row::get)
                .filter(Objects::nonNull)
                .flatMap(text -> Countries.code(text).stream())
                .findFirst()
                .orElse(country);
    }
}
