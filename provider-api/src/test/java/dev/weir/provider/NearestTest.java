package dev.weir.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

    private static final List<String> NAMES = List.of(
            "person.work_email",
            "person.job_title",
            "company.domain",
            "company.industry",
            "hunter",
            "apollo",
            "Security");

    @ParameterizedTest
    @CsvSource({
        "company.domian, company.domain",
        "domain, company.domain",
        "Work Email, person.work_email",
        "workEmail, person.work_email",
        "huntr, hunter",
        "APOLO, apollo",
        "Securty, Security",
    })
    void whatWasMeantComesFirst(String mistyped, String meant) {
        assertThat(Nearest.among(NAMES, mistyped)).startsWith(meant).hasSizeLessThanOrEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"zebra", "Two Words", "' '", "''"})
    void whatResemblesNothingIsNotGuessedAt(String name) {
        assertThat(Nearest.among(NAMES, name)).isEmpty();
        assertThat(Nearest.question(NAMES, name)).isEmpty();
    }

    @Test
    void theQuestionFollowsAComplaint() {
        assertThat(Nearest.question(List.of("hunter", "apollo"), "huntr")).isEqualTo(" Did you mean 'hunter'?");
    }
}
