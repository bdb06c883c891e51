package dev.weir.server.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.FieldKind;
import dev.weir.provider.Values;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Computation;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComputationsTest {

    private static final Values KNOWN = new Values(Map.of(
            "person.first_name", "Ada",
            "person.last_name", "Lovelace",
            "company.employee_count", 250L,
            "company.annual_revenue", new BigDecimal("1000000"),
            "custom.tier", "gold"));

    private static Computation of(String function, Map<String, Object> config, String... fields) {
        return Computations.of(function, config, List.of(fields), Map.of());
    }

    @Test
    void aFormulaGivesEachFieldItsValueInItsForm() {
        Computation formula = Computations.of(
                "formula",
                Map.of(
                        "values",
                        Map.of(
                                "person.full_name", "person.first_name + ' ' + person.last_name",
                                "custom.per_head", "company.annual_revenue / double(company.employee_count)")),
                List.of("person.full_name", "custom.per_head"),
                Map.of("custom.per_head", FieldKind.DECIMAL));

        Computation.Result result = formula.on(KNOWN);
        assertThat(result.values().byField()).containsEntry("person.full_name", "Ada Lovelace");
        assertThat((BigDecimal) result.values().byField().get("custom.per_head"))
                .isEqualByComparingTo("4000");
        assertThat(result.workings().getFirst().what())
                .isEqualTo("person.full_name = person.first_name + ' ' + person.last_name");
        assertThat(formula.reads("company.employee_count")).isTrue();
        assertThat(formula.reads("custom.tier")).isFalse();

        Computation.Result lacking = formula.on(Values.of("person.first_name", "Ada"));
        assertThat(lacking.trouble()).isEqualTo("person.full_name: person.last_name is not known");
        assertThat(lacking.lacking()).isTrue();
        Computation.Result wrong = of(
                        "formula", Map.of("values", Map.of("company.founded_year", "12")), "company.founded_year")
                .on(KNOWN);
        assertThat(wrong.trouble()).isEqualTo("company.founded_year: what it gives is no year");
        assertThat(wrong.lacking()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ada@gmail.com               | personal
            ada@acme-industries.com     | corporate
            info@acme-industries.com    | role
            no-reply@gmail.com          | role
            ada@mailinator.com          | disposable
            info@sub.mailinator.com     | disposable
            ada@notmailinator.com.acme.io | corporate
            """)
    void anEmailIsOfOneKind(String email, String kind) {
        Computation classify = of("classify_email", Map.of("email", "person.work_email"), "custom.kind");
        assertThat(classify.on(Values.of("person.work_email", email)).values().byField())
                .containsEntry("custom.kind", kind);
        assertThat(classify.on(KNOWN).lacking()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            domain          | https://www.Acme.com/about | acme.com
            email           | Ada@Acme.COM               | ada@acme.com
            linkedin_person | linkedin.com/in/Ada-L/     | https://www.linkedin.com/in/ada-l
            phone           | +33 6 12 34 56 78          | +33612345678
            phone FR        | 06 12 34 56 78             | +33612345678
            name            | Ada   Lovelace             | Ada Lovelace
            """)
    void aValueIsPutInTheFormOfItsKind(String as, String raw, String form) {
        Map<String, Object> config = as.equals("phone FR")
                ? Map.of("from", "custom.raw", "as", "phone", "country", "FR")
                : Map.of("from", "custom.raw", "as", as);
        Computation normalise = of("normalise", config, "custom.clean");
        assertThat(normalise.on(Values.of("custom.raw", raw)).values().byField())
                .containsEntry("custom.clean", form);
        if (!as.equals("name")) {
            Computation.Result unreadable = normalise.on(Values.of("custom.raw", "?!"));
            assertThat(unreadable.trouble()).startsWith("custom.raw cannot be read as ");
            assertThat(unreadable.lacking()).isFalse();
        }
    }

    @Test
    void aScoreIsTheSumOfItsTermsAndSaysWhatEachOfThemCounts() {
        Computation score = Computations.of(
                "score",
                Map.of(
                        "terms",
                        List.of(
                                Map.of("name", "size", "weight", 40, "when", "company.employee_count > 100"),
                                Map.of("name", "tier", "weight", 30, "when", "custom.tier == 'silver'"),
                                Map.of("name", "revenue", "weight", 0.00001, "value", "company.annual_revenue"),
                                Map.of("name", "young", "weight", 20, "when", "company.founded_year > 2015")),
                        "thresholds",
                        Map.of("hot", 50, "warm", 20)),
                List.of("custom.score", "custom.grade"),
                Map.of("custom.score", FieldKind.INTEGER));

        Computation.Result result = score.on(KNOWN);
        assertThat(result.values().byField()).containsEntry("custom.score", 50L).containsEntry("custom.grade", "hot");
        assertThat(result.workings().stream().map(one -> one.what() + " " + one.contribution() + " " + one.note()))
                .containsExactly(
                        "size 40 null",
                        "tier 0 null",
                        "revenue 10 null",
                        "young 0 company.founded_year is not known",
                        "total 50 null");
        assertThat(score.on(Values.of("custom.tier", "silver")).values().byField())
                .containsEntry("custom.score", 30L)
                .containsEntry("custom.grade", "warm");
        assertThat(score.on(Values.none()).values().byField()).containsEntry("custom.grade", "none");
    }

    @Test
    void whatIsWrongIsToldWhereItStands() {
        assertThat(pointers(
                        "formula",
                        Map.of("values", Map.of("custom.a", "1 +", "custom.b", "1")),
                        "custom.a",
                        "custom.c"))
                .containsExactlyInAnyOrder(
                        "/config/values/custom.a", "/config/values/custom.c", "/config/values/custom.b");
        assertThat(pointers("normalise", Map.of("from", "person.nme", "as", "colour", "x", 1), "custom.a"))
                .containsExactlyInAnyOrder("/config/from", "/config/as", "/config/x");
        assertThat(pointers("classify_email", Map.of(), "custom.a", "custom.b"))
                .containsExactlyInAnyOrder("/config/email", "/fields");
        assertThat(pointers(
                        "score",
                        Map.of(
                                "terms",
                                List.of(
                                        Map.of("weight", "much", "when", "true"),
                                        Map.of("weight", 1),
                                        Map.of("weight", 1, "when", "1"))),
                        "custom.a"))
                .containsExactlyInAnyOrder("/config/terms/0/weight", "/config/terms/1", "/config/terms/2/when");
        assertThat(pointers("magic", Map.of(), "custom.a")).containsExactly("/function");
    }

    @Test
    void whatAStepWorksOutIsOfItsFieldsKind() {
        assertThat(pointers("classify_email", Map.of("email", "person.work_email"), "company.employee_count"))
                .containsExactly("/fields");
        assertThat(pointers("normalise", Map.of("from", "company.domain", "as", "domain"), "person.work_email"))
                .containsExactly("/config/as");
        assertThat(pointers(
                        "score",
                        Map.of("terms", List.of(Map.of("weight", 1, "when", "true")), "thresholds", Map.of("hot", 1)),
                        "custom.fit",
                        "company.founded_year"))
                .containsExactly("/fields/1");
    }

    private static Set<String> pointers(String function, Map<String, Object> config, String... fields) {
        try {
            of(function, config, fields);
        } catch (Problem problem) {
            return Set.copyOf(problem.errors().stream().map(Problem.At::pointer).toList());
        }
        throw new AssertionError("this was to be refused");
    }

    @Test
    void twoThatWereWrittenAlikeAreOne() {
        Map<String, Object> config = Map.of("values", Map.of("custom.a", "custom.b"));
        assertThat(of("formula", config, "custom.a")).isEqualTo(of("formula", config, "custom.a"));
        assertThatThrownBy(() -> of("formula", Map.of("values", Map.of("custom.a", "1")), "custom.a"))
                .hasMessageContaining("it gives int, and is to give string");
    }
}
