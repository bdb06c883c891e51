package dev.weir.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldsTest {

    @Test
    void everyFieldIsFoundByItsNameAndNamedOnce() {
        assertThat(Fields.all()).hasSizeGreaterThan(70).doesNotHaveDuplicates();
        assertThat(Fields.all()).allSatisfy(field -> {
            assertThat(Fields.find(field.name())).contains(field);
            assertThat(field.name()).matches("[a-z_]+(\\.[a-z0-9_]+)+");
        });
    }

    @Test
    void customFieldsAreText() {
        assertThat(Fields.find("custom.lead_source")).contains(new Field("custom.lead_source", FieldKind.TEXT));
        assertThat(Fields.find("custom.")).isEmpty();
        assertThat(Fields.find("custom.Lead Source")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "work_email,           person.work_email",
        "Work Email,           person.work_email",
        "personWorkEmail,      person.work_email",
        "person.work_mail,     person.work_email",
        "person.email,         person.work_email",
        "company.employe_count, company.employee_count",
        "jobTitle,             person.job_title",
        "postal_code,          person.location.postal_code",
    })
    void aNearNameIsSuggested(String typed, String meant) {
        assertThat(Fields.nearest(typed)).contains(meant);
    }

    @Test
    void nothingIsSuggestedForWhatIsFar() {
        assertThat(Fields.nearest("zzzzzzzzzz")).isEmpty();
        assertThat(Fields.nearest(" ")).isEmpty();
        assertThat(Fields.nearest("x".repeat(100_000))).isEmpty();
    }

    @Test
    void theBestSuggestionComesFirst() {
        assertThat(Fields.nearest("company.domian").getFirst()).isEqualTo("company.domain");
        assertThat(Fields.nearest("work_email").getFirst()).isEqualTo("person.work_email");
    }

    @Test
    void valuesBecomeCells() {
        Map<String, Object> job = new LinkedHashMap<>();
        job.put("title", "Head \"of\"\nOps");
        job.put("current", true);
        job.put("years", 3L);
        assertThat(Fields.toText(List.of("a", "b"))).isEqualTo("a; b");
        assertThat(Fields.toText(new BigDecimal("31000000"))).isEqualTo("31000000");
        assertThat(Fields.toText(7L)).isEqualTo("7");
        assertThat(Fields.toText(true)).isEqualTo("true");
        assertThat(Fields.toText(List.of(job)))
                .isEqualTo("{\"title\":\"Head \\\"of\\\"\\nOps\",\"current\":true,\"years\":3}");
    }
}
