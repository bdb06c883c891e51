package dev.weir.lists.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Fields;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputFormsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            person.full_name    | '  Ada \t  Example '              | Ada Example
            person.full_name    | Dr. Ada Example, PhD, CPA®         | Ada Example
            person.full_name    | Ada 🚀👩🏽‍💻 Example ✨            | Ada Example
            person.full_name    | Prof. Dr. Max Mustermann          | Max Mustermann
            person.full_name    | Mr Ed                             | Ed
            person.first_name   | Dr. Ada                           | Ada
            person.first_name   | Prof. Dr. Ada                     | Ada
            person.first_name   | Drew                              | Drew
            person.first_name   | Dr.                               | Dr.
            person.last_name    | Miss                              | Miss
            person.last_name    | Doe, MBA                          | Doe
            person.full_name    | Li, Ma                            | Li, Ma
            person.full_name    | Ing O´Neil                        | Ing O´Neil
            person.full_name    | نیک‌روز                      | نیک‌روز
            person.last_name    | Ma                                | Ma
            person.full_name    | 🚀                                |
            company.name        | Acme® , Inc.                      | Acme® , Inc.
            company.name        | MBA                               | MBA
            company.name        | Acme (https://www.notion.so/A-1f) | Acme
            company.name        | Acme (https://n.so/A), B (https://n.so/B) | Acme
            company.name        | Acme (Holding)                    | Acme (Holding)
            person.job_title    | 'Head of Sales, MBA'              | Head of Sales, MBA
            person.work_email   | a@example.com; b@example.com      | a@example.com
            person.work_email   | a@example.com ::: b@example.com   | a@example.com
            person.work_email   | Ada <Ada@Example.com>             | ada@example.com
            person.work_email   | nobody, a@example.com             |
            company.domain      | 'example.com, example.org'        | example.com
            person.mobile_phone | +49 (0) 171 2345678               | +491712345678
            person.mobile_phone | 0049 171 2345678                  | +491712345678
            person.mobile_phone | 0171 2345678                      | 01712345678
            person.mobile_phone | 12345                             |
            person.mobile_phone | +1 415-555-2671; +1 212-555-0100  | +14155552671
            """)
    void whatPeopleWriteIsUnderstood(String field, String text, @Nullable String value) {
        assertThat(read(null, field, text, Map.of())).isEqualTo(Optional.ofNullable(value));
    }

    @Test
    void aNationalNumberTakesTheCountryOfItsRowBeforeThatOfTheCommand() {
        Map<String, String> french = Map.of("company.location.country", "France");

        assertThat(read("DE", "person.mobile_phone", "06 12 34 56 78", french)).contains("+33612345678");
        assertThat(read("DE", "person.mobile_phone", "0171 2345678", Map.of())).contains("+491712345678");
        assertThat(read("DE", "person.mobile_phone", "+1 (415) 555-2671 ext. 9", Map.of()))
                .contains("+14155552671");
    }

    @ParameterizedTest
    @CsvSource({
        "https://www.Example.com/about, example.com",
        "example.co.uk, example.co.uk",
        "https://www.linkedin.com/company/example,",
        "https://de-de.facebook.com/example,",
        "notx.com, notx.com",
        "not a site,",
    })
    void aWebsiteGivesItsDomainUnlessItIsAPageElsewhere(String website, @Nullable String domain) {
        assertThat(InputForms.domainOf(website, "Example")).isEqualTo(Optional.ofNullable(domain));
    }

    @ParameterizedTest
    @CsvSource({
        "linkedin.com/company/acme, Acme, true",
        "https://www.linkedin.com/company/linkedin, LinkedIn, true",
        "https://x.com/acme, X Corp., true",
        "linkedin.com, Acme, true",
        "https://www.facebook.com/, Acme, true",
        "https://www.facebook.com?id=7,, true",
        "google.com, Google LLC, false",
        "https://www.google.com/, Google LLC, false",
        "x.com, X Corp., false",
        "linkedin.com,, false",
        "acme.com/linkedin.com, Acme, false",
        "not a site, Acme, false",
    })
    void aSharedSiteIsACompanysOwnOnlyAsAWholeAndNotUnderAnotherName(
            String domain, @Nullable String company, boolean elsewhere) {
        assertThat(InputForms.isElsewhere(domain, company)).isEqualTo(elsewhere);
    }

    private static Optional<Object> read(@Nullable String country, String field, String text, Map<String, String> row) {
        return new InputForms(country).read(Fields.find(field).orElseThrow(), text, row);
    }
}
