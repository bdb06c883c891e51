package dev.weir.lists.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordReaderTest {

    private final RecordReader reader = new RecordReader(List.of("person.work_email"));

    @Test
    void aRecordSaysWhatACellWithTheSameTextSays() {
        ReadRow read = reader.read(Map.of(
                "person.full_name",
                "Dr. Ada  Example, PhD",
                "company.domain",
                "https://www.Acme.example/about",
                "company.founded_year",
                1999,
                "company.annual_revenue",
                new BigDecimal("1250000.50"),
                "person.work_email",
                "info@acme.example"));

        assertThat(read.known().byField())
                .containsEntry("person.full_name", "Ada Example")
                .containsEntry("company.domain", "acme.example")
                .containsEntry("company.founded_year", 1999L)
                .containsEntry("company.annual_revenue", new BigDecimal("1250000.5"))
                .doesNotContainKey("person.work_email");
        assertThat(read.aside()).isEqualTo(Map.of("person.work_email", Aside.ROLE_ADDRESS));
    }

    @Test
    void nullAndBlankAreNoValueAndWhatCannotBeReadIsSaid() {
        Map<String, Object> record = new HashMap<>();
        record.put("company.name", null);
        record.put("company.industry", "  ");
        record.put("company.domain", "no domain");
        record.put("company.phone", "N/A");
        record.put("company.technologies", List.of("Java"));
        record.put("company.employee_count", Map.of("from", 1));
        ReadRow read = reader.read(record);

        assertThat(read.known().byField()).containsOnly(Map.entry("company.technologies", List.of("Java")));
        assertThat(read.aside())
                .isEqualTo(Map.of(
                        "company.domain",
                        Aside.UNREADABLE,
                        "company.phone",
                        Aside.PLACEHOLDER,
                        "company.employee_count",
                        Aside.UNREADABLE));
    }

    @Test
    void aNumberOfAHundredMillionDigitsIsUnreadableAndNeverWrittenOut() {
        for (String number : List.of("1E+100000000", "1E-100000000", "1E+2147483647")) {
            ReadRow read = reader.read(Map.of(
                    "company.domain", new BigDecimal(number),
                    "company.employee_count", new BigDecimal(number),
                    "person.full_name", new BigDecimal(number)));

            assertThat(read.known().byField()).isEmpty();
            assertThat(read.aside())
                    .containsOnlyKeys("company.domain", "company.employee_count", "person.full_name")
                    .containsValue(Aside.UNREADABLE);
        }
    }

    @Test
    void aWebsiteGivesADomainThatIsNeitherSaidNorAskedFor() {
        Map<String, String> record = Map.of("company.website", "https://acme.example/");

        assertThat(reader.read(record).known().get("company.domain")).contains("acme.example");
        assertThat(new RecordReader(List.of("company.domain"))
                        .read(record)
                        .known()
                        .has("company.domain"))
                .isFalse();
        assertThat(reader.read(Map.of("company.website", "https://acme.example/", "company.domain", "other.example"))
                        .known()
                        .get("company.domain"))
                .contains("other.example");
    }
}
