package dev.weir.lists.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.Nearest;
import dev.weir.server.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HeaderMappingTest {

    private static final FieldNames FIELDS = new KnownFields();

    @ParameterizedTest
    @CsvSource({
        "First Name, person.first_name",
        "first_name, person.first_name",
        "FIRSTNAME, person.first_name",
        "Last name, person.last_name",
        "Company, company.name",
        "Company Name, company.name",
        "Organisation, company.name",
        "Website, company.website",
        "Domain, company.domain",
        "Email, person.work_email",
        "E-mail, person.work_email",
        "Work Email, person.work_email",
        "LinkedIn Profile URL, person.linkedin_url",
        "Company LinkedIn, company.linkedin_url",
        "Title, person.job_title",
        "Job Title, person.job_title",
        "Mobile, person.mobile_phone",
        "# Employees, company.employee_count",
        "Webseite, company.website",
        "Mitarbeiter, company.employee_count",
        "Firmenname, company.name",
        "person.work_email, person.work_email",
        "Person.Work_Email, person.work_email",
        "PERSON.JOB_TITLE, person.job_title",
        "' company.domain ', company.domain",
        "ＤＯＭＡＩＮ, company.domain",
    })
    void usualNamesAreUnderstood(String header, String field) {
        assertThat(mapping(List.of(header)).fieldByColumn()).containsExactly(Map.entry(0, field));
    }

    @Test
    void theRealListIsLeftToTheUserWhereItsNamesSayNothing() {
        HeaderMapping mapping = mapping(
                List.of("Symbol", "Security", "GICS Sector", "Headquarters Location", "CIK", "Founded"),
                "Security=company.name");

        assertThat(mapping.fieldByColumn())
                .containsExactlyInAnyOrderEntriesOf(Map.of(1, "company.name", 5, "company.founded_year"));
    }

    @ParameterizedTest
    @CsvSource({
        "'Name,Company', person.full_name",
        "'Company,Name', person.full_name",
        "'Name,Job Title,Email', person.full_name",
        "'Name,Domain', company.name",
        "'Domain,LinkedIn', company.linkedin_url",
        "'First name,Last name,LinkedIn', person.linkedin_url",
        "'Email,Phone', person.direct_phone",
        "'Company,Phone', company.phone",
    })
    void theOtherColumnsSettleWhatANameMeans(String headers, String field) {
        HeaderMapping mapping = mapping(List.of(headers.split(",", -1)));

        assertThat(mapping.fieldByColumn()).containsValue(field);
        assertThat(mapping.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Name", "LinkedIn", "'Name,Email,Domain'", "'Name,Website,First name'"})
    void whatStaysAmbiguousIsLeftAloneAndSaid(String headers) {
        HeaderMapping mapping = mapping(List.of(headers.split(",", -1)));

        assertThat(mapping.fieldByColumn()).doesNotContainKey(0);
        assertThat(mapping.warnings()).singleElement().asString().contains("--map");
    }

    @Test
    void theFirstOfNumberedColumnsIsTakenWhereNoOtherGivesItsField() {
        assertThat(mapping(List.of("Name", "Company", "E-mail 1", "E-mail 2", "Phone 1 - Value", "Phone 1 - Type"))
                        .fieldByColumn())
                .containsEntry(2, "person.work_email")
                .containsEntry(4, "person.direct_phone")
                .doesNotContainKeys(3, 5);
        assertThat(mapping(List.of("E-mail 1", "Email")).fieldByColumn())
                .containsExactly(Map.entry(1, "person.work_email"));
        assertThat(mapping(List.of("E-mail 1"), "E-mail 1=").fieldByColumn()).isEmpty();
    }

    @Test
    void theFirstOfTwoColumnsForOneFieldIsUsedAndTheOtherSaid() {
        HeaderMapping mapping = mapping(List.of("Email", "E-Mail Address"));

        assertThat(mapping.fieldByColumn()).containsExactly(Map.entry(0, "person.work_email"));
        assertThat(mapping.warnings()).singleElement().asString().contains("E-Mail Address", "person.work_email");
    }

    @Test
    void whatTheUserSaysGoesBeforeWhatTheNamesSay() {
        HeaderMapping mapping = mapping(List.of("Email", "Other", "Title"), "Other=person.work_email", "title=");

        assertThat(mapping.fieldByColumn()).containsExactly(Map.entry(1, "person.work_email"));
    }

    @Test
    void aHeaderWithAnEqualsSignCanBeMapped() {
        assertThat(mapping(List.of("a=b"), "a=b=company.name").fieldByColumn()).containsEntry(0, "company.name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense|map_malformed|--map 'Header=field'",
                "=company.name|map_malformed|--map",
                "Securty=company.name|unknown_header|Did you mean \"Security\"",
                "Zebra=company.name|unknown_header|no column",
                "Security=company.nmae|unknown_field|company.name",
                "two-words=company.name|unknown_header|several",
            })
    void aRuleThatCannotBeFollowedSaysWhatWasMeant(String rule, String code, String words) {
        assertThatThrownBy(() -> mapping(List.of("Security", "Two Words", "two_words"), rule))
                .hasMessageContaining(words)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }

    @Test
    void twoRulesForOneColumnOrOneFieldAreRefused() {
        List<String> header = List.of("A", "B");

        assertThatThrownBy(() -> mapping(header, "A=company.name", "B=company.name"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("two columns");
        assertThatThrownBy(() -> mapping(header, "A=company.name", "A=company.domain"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("twice");
    }

    @Test
    void aRuleIsUnderstoodInAnyCase() {
        HeaderMapping mapping = mapping(List.of("Company", "Web Domain"), "WEB DOMAIN=Company.Domain");

        assertThat(mapping.columnOf("company.domain")).contains(1);
    }

    @Test
    void blankCellsAreNoValues() {
        HeaderMapping mapping = mapping(List.of("Company", "x", "Domain"));

        assertThat(mapping.values(new Row(0, 2, List.of(" ", "y", "acme.com"), Set.of())))
                .containsExactly(Map.entry("company.domain", "acme.com"));
    }

    @Test
    void theMappingIsShownAligned() {
        HeaderMapping mapping = mapping(List.of("CIK", "Security", "Web"), "Security=company.name");

        assertThat(mapping.render(
                        60, List.of(List.of("7"), List.of("Acme", "B Corp"), List.of("acme.com/a/long/path"))))
                .isEqualTo("""
                          Security → company.name      Acme, B Corp
                          Web      → company.website   acme.com/a/long/path
                          1 further column is kept: CIK
                        """);
    }

    @Test
    void noLineIsWiderThanTheTerminalWhereThatCanBe() {
        HeaderMapping mapping =
                mapping(List.of("A header that goes on and on and on", "Company"), "Company=company.name");

        for (int width : new int[] {36, 40, 80}) {
            assertThat(mapping.render(width, List.of(List.of("a long text in it"), List.of("Acme")))
                            .lines())
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
        }
        assertThat(mapping.render(20, List.of())).contains("Company\n  → company.name\n");
    }

    @Test
    void aHeaderCannotSteerTheTerminal() {
        assertThat(mapping(List.of("evil\u001B[2J\nname")).render(80, List.of()))
                .containsOnlyOnce("\n")
                .doesNotContain("\u001B");
    }

    private static HeaderMapping mapping(List<String> header, String... rules) {
        return HeaderMapping.of(new Header(header), List.of(rules), FIELDS);
    }

    private static final class KnownFields implements FieldNames {

        private static final Set<String> NAMES = Set.of(
                "person.first_name",
                "person.last_name",
                "person.full_name",
                "person.work_email",
                "person.job_title",
                "person.linkedin_url",
                "person.mobile_phone",
                "person.direct_phone",
                "company.name",
                "company.domain",
                "company.website",
                "company.linkedin_url",
                "company.phone",
                "company.founded_year",
                "company.employee_count");

        @Override
        public boolean has(String field) {
            return NAMES.contains(field);
        }

        @Override
        public Optional<String> nearest(String field) {
            return Nearest.among(NAMES, field).stream().findFirst();
        }
    }
}
