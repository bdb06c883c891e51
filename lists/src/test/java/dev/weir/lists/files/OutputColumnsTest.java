package dev.weir.lists.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OutputColumnsTest {

    private static final HeaderMapping MAPPING = new HeaderMapping(
            new Header(List.of("Company", "Domain", "Note")),
            Map.of(0, "company.name", 1, "company.domain"),
            List.of());

    private static final Row ROW = new Row(4, 9, List.of("Acme", "", "=keep me"), Set.of());

    @Test
    void inputColumnsStayAndNewFieldsFollow() {
        OutputColumns columns = OutputColumns.plan(MAPPING, List.of("company.industry"), List.of(), false);

        assertThat(columns.names()).containsExactly("Company", "Domain", "Note", "company.industry");
        assertThat(columns.merge(ROW, field -> found("Tools")).cells())
                .containsExactly("Acme", "", "=keep me", "Tools");
        assertThat(columns.merge(ROW, field -> null).cells()).containsExactly("Acme", "", "=keep me", "");
    }

    @Test
    void aFieldOfTheInputIsFilledInWhereItIsBlankAndNeverOverwritten() {
        OutputColumns columns =
                OutputColumns.plan(MAPPING, List.of("company.domain", "company.name"), List.of(), false);

        assertThat(columns.names()).containsExactly("Company", "Domain", "Note");
        assertThat(columns.merge(ROW, Map.of("company.domain", found("acme.com"), "company.name", found("ACME"))::get)
                        .cells())
                .containsExactly("Acme", "acme.com", "=keep me");
    }

    @Test
    void whatIsFoundForACellThatHoldsSomethingElseGoesBesideItAndAllElseIntoTheColumn() {
        OutputColumns columns = OutputColumns.plan(
                MAPPING,
                List.of("company.domain", "company.industry"),
                _ -> List.of("provider"),
                false,
                "company.domain"::equals);
        Row held = new Row(5, 10, List.of("Acme", "ask Bob", ""), Set.of());
        FieldResult domain = new FieldResult("acme.com", true, List.of("hunter"));

        assertThat(columns.names())
                .containsExactly(
                        "Company",
                        "Domain",
                        "Note",
                        "company.domain (found)",
                        "company.domain.provider",
                        "company.industry",
                        "company.industry.provider");
        assertThat(columns.besideOf("company.domain")).contains("company.domain (found)");
        assertThat(columns.besideOf("company.industry")).isEmpty();
        assertThat(columns.merge(ROW, Map.of("company.domain", domain)::get))
                .isEqualTo(new Row(4, 9, List.of("Acme", "acme.com", "=keep me", "", "hunter", "", ""), Set.of(1)));
        assertThat(columns.goesBeside(ROW, "company.domain")).isFalse();
        assertThat(columns.merge(held, Map.of("company.domain", domain)::get))
                .isEqualTo(new Row(5, 10, List.of("Acme", "ask Bob", "", "acme.com", "hunter", "", ""), Set.of(3)));
        assertThat(columns.goesBeside(held, "company.domain")).isTrue();
        assertThat(columns.goesBeside(held, "company.industry")).isFalse();
    }

    @Test
    void aRefreshedFieldGetsAColumnOfItsOwn() {
        OutputColumns columns = OutputColumns.plan(MAPPING, List.of("company.name"), List.of(), true);

        assertThat(columns.names()).containsExactly("Company", "Domain", "Note", "company.name");
        assertThat(columns.merge(ROW, field -> found("ACME Inc.")).cells())
                .containsExactly("Acme", "", "=keep me", "ACME Inc.");
    }

    @Test
    void provenanceStandsBesideItsField() {
        OutputColumns columns = OutputColumns.plan(
                MAPPING, List.of("company.domain", "company.industry"), List.of("provider", "status"), false);

        assertThat(columns.names().subList(3, 8))
                .containsExactly(
                        "company.domain.provider",
                        "company.domain.status",
                        "company.industry",
                        "company.industry.provider",
                        "company.industry.status");
        assertThat(columns.merge(ROW, field -> new FieldResult("[1]", true, List.of("hunter", "completed"))))
                .isEqualTo(new Row(
                        4,
                        9,
                        List.of("Acme", "[1]", "=keep me", "hunter", "completed", "[1]", "hunter", "completed"),
                        Set.of(1, 5)));
    }

    @Test
    void aNameTheInputHasAlreadyIsCountedUp() {
        var mapping = new HeaderMapping(new Header(List.of("company.domain")), Map.of(), List.of());

        assertThat(OutputColumns.plan(mapping, List.of("company.domain"), List.of(), false)
                        .names())
                .containsExactly("company.domain", "company.domain (2)");
    }

    private static FieldResult found(String text) {
        return new FieldResult(text, false, List.of());
    }
}
