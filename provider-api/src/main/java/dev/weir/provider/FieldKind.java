package dev.weir.provider;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a value is read and written.
 *
 * <p>Each kind reads what vendors and spreadsheets write for it and gives the one canonical form, or nothing. Reading a
 * canonical value gives it back unchanged. Reading never throws, whatever it is given.
 */
public enum FieldKind {
    /** Any text without control characters but tab and newline; a boolean is never a text, since vendors mask so. */
    TEXT(TextForms::text),
    /** A plausible address in lower case; masked addresses ({@code a***@…}) are none. */
    EMAIL(WebForms::email),
    /** A host in lower case without scheme, {@code www.}, port or path; never an IP address. */
    DOMAIN(WebForms::domain),
    /** An http or https address with a lower-case host. */
    URL(WebForms::url),
    /** {@code https://www.linkedin.com/in/<handle>}, lower case, no query. */
    LINKEDIN_PERSON(raw -> WebForms.linkedin(raw, "in")),
    /** {@code https://www.linkedin.com/company/<handle>}, lower case, no query. */
    LINKEDIN_COMPANY(raw -> WebForms.linkedin(raw, "company")),
    /** 7 to 15 digits, with a leading {@code +} when the country is part of it. */
    PHONE(TextForms::phone),
    /** Any whole number. */
    INTEGER(NumberForms::integer),
    /** A whole number of at least 1: vendors write 0 for unknown. */
    COUNT(NumberForms::count),
    /** A year from 1000 to 2100. */
    YEAR(NumberForms::year),
    /** A whole number from 0 to 100. */
    SCORE(NumberForms::score),
    /** A number of at most 38 digits. */
    DECIMAL(NumberForms::decimal),
    BOOLEAN(NumberForms::truth),
    /** Distinct texts, in order. */
    LIST(StructureForms::list),
    /** A list of maps, such as the jobs of a person. */
    RECORDS(StructureForms::records),
    /** Texts, numbers or booleans by name. */
    MAP(StructureForms::map),
    /** One of {@link EmployeeRanges#BUCKETS}. */
    EMPLOYEE_RANGE(EmployeeRanges::read),
    /** {@code owner, c_level, vp, head, director, manager, senior, entry, intern, other}; the highest of a list. */
    SENIORITY(Vocabulary.SENIORITY::highest),
    /** {@code private, public, nonprofit, government, education, other}. */
    COMPANY_TYPE(Vocabulary.COMPANY_TYPE::read),
    /** {@code valid, risky, catch_all, invalid, unknown}. */
    EMAIL_STATUS(Vocabulary.EMAIL_STATUS::read),
    /** {@code valid, unverified, unknown}. */
    PHONE_STATUS(Vocabulary.PHONE_STATUS::read),
    /** ISO 3166-1 alpha-2, upper case. */
    COUNTRY_CODE(Vocabulary::countryCode),
    /** A date {@code 2026-07-28} or an instant in UTC {@code 2026-07-28T09:30:00Z}. */
    TIME(TextForms::time);

    @SuppressWarnings("ImmutableEnumChecker") // references to pure functions and constant vocabularies
    private final Function<Object, Optional<Object>> reading;

    FieldKind(Function<Object, Optional<Object>> reading) {
        this.reading = reading;
    }

    /** The words there are, for a kind with a closed list of them that is no list of countries; else empty. */
    public List<String> words() {
        return switch (this) {
            case SENIORITY -> Vocabulary.SENIORITY.words();
            case COMPANY_TYPE -> Vocabulary.COMPANY_TYPE.words();
            case EMAIL_STATUS -> Vocabulary.EMAIL_STATUS.words();
            case PHONE_STATUS -> Vocabulary.PHONE_STATUS.words();
            default -> List.of();
        };
    }

    Optional<Object> normalise(Object raw) {
        return reading.apply(raw);
    }
}
