package dev.weir.server.catalog;

import static dev.weir.server.testing.ScriptedVendor.notFound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.provider.Provider;
import dev.weir.providers.Providers;
import dev.weir.server.problem.Problem;
import dev.weir.server.testing.PlainWording;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.waterfall.CatchAll;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlannerTest {

    private static final String EMAIL = "person.work_email";

    private final Catalog catalog = new Catalog(List.of(
            finder("acme").operation("second", Set.of("company.name"), List.of(EMAIL), Charge.ACCEPTED, Repeat.UNKNOWN),
            finder("other"),
            ScriptedVendor.named("checker", _ -> notFound())
                    .operation("verify", Set.of(EMAIL), List.of(EMAIL + "_status"), Charge.ANSWERED, Repeat.UNKNOWN)));
    private final Planner planner =
            new Planner(catalog, provider -> !provider.slug().equals("other"), PlainWording.WORDS);

    private static ScriptedVendor finder(String slug) {
        return ScriptedVendor.giving(slug, EMAIL, _ -> notFound());
    }

    private static Wanted wanted(
            List<String> fields, Map<String, List<String>> waterfalls, Map<String, Demand> demands) {
        return new Wanted(fields, waterfalls, demands, OnDoubt.HOLD);
    }

    @Test
    void everythingThatIsWrongIsToldAtOnceEachAtItsPlace() {
        Wanted wanted = wanted(
                List.of("person.work_emial", EMAIL, "nonsense"),
                Map.of("company.domain", List.of("acme")),
                Map.of("nothing", Demand.USUAL));

        assertThatThrownBy(() -> planner.choose(wanted)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo("unknown_field");
            assertThat(problem.errors())
                    .extracting(Problem.At::pointer)
                    .containsExactly(
                            "FIELDS person.work_emial",
                            "FIELDS nonsense",
                            "WATERFALL company.domain",
                            "DEMANDS nothing");
        });
    }

    @Test
    void whoAnswersLaterIsAskedOnlyWhereHeIsNamed() {
        Catalog shipped = new Catalog(Providers.shipped().all());
        Planner all = new Planner(shipped, _ -> true, PlainWording.WORDS);
        assertThat(shipped.giving("person.mobile_phone").stream().map(Provider::slug))
                .contains("apollo", "fullenrich");
        assertThat(all.usual("person.mobile_phone")).isNotEmpty().doesNotContain("apollo", "fullenrich");
        assertThat(all.choose(wanted(
                                List.of("person.mobile_phone"),
                                Map.of("person.mobile_phone", List.of("apollo")),
                                Map.of()))
                        .plan(List.of("person.linkedin_url"))
                        .steps()
                        .getFirst()
                        .places())
                .singleElement()
                .satisfies(place -> assertThat(place.spec().id().toString()).isEqualTo("apollo.phone"));
    }

    @Test
    void whoIsNamedAndHasNoKeyIsToldAndWhoIsNotNamedIsLeftOut() {
        assertThat(planner.usual(EMAIL)).containsExactly("acme");
        assertThatThrownBy(() ->
                        planner.choose(wanted(List.of(EMAIL), Map.of(EMAIL, List.of("acme", "other")), Map.of())))
                .hasMessageContaining("names other, for which there is no key. Give a key to other, leave it out");
        assertThatThrownBy(() -> planner.choose(wanted(List.of(EMAIL), Map.of(EMAIL, List.of()), Map.of())))
                .hasMessageContaining("names nobody");
    }

    @Test
    void demandsThatNobodyCouldMeetAreRefused() {
        assertThatThrownBy(() -> planner.choose(wanted(
                        List.of(EMAIL), Map.of(), Map.of(EMAIL, new Demand(0, CatchAll.ACCEPT, List.of("acme"))))))
                .hasMessageContaining("'acme' does not verify");
        assertThatThrownBy(() -> planner.choose(wanted(
                        List.of(EMAIL),
                        Map.of(),
                        Map.of(EMAIL, new Demand(0, CatchAll.ACCEPT, List.of("checker", "checker"))))))
                .hasMessageContaining("Name each once");
        assertThatThrownBy(() -> planner.choose(wanted(
                        List.of(EMAIL),
                        Map.of(),
                        Map.of(EMAIL, new Demand(0, CatchAll.ACCEPT, List.of(), "value > 5")))))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem).hasMessageContaining("CONDITION for person.work_email is not understood");
                    assertThat(problem.errors()).extracting(Problem.At::pointer).containsExactly("CONDITION " + EMAIL);
                    assertThat(problem.details()).containsExactly("  value > 5", "        ^");
                });
    }

    @Test
    void aPinnedPlanReadsAsTheWishItCameFrom() {
        Wanted wanted = wanted(
                List.of(EMAIL),
                Map.of(EMAIL, List.of("acme")),
                Map.of(
                        EMAIL,
                        new Demand(80, CatchAll.REJECT_AND_CONTINUE, List.of("checker"), "value.endsWith('.com')")));
        Plan plan = planner.choose(wanted).plan(List.of("company.domain"));

        assertThat(plan.steps().getFirst().finds())
                .as("both operations of acme")
                .hasSize(2);
        assertThat(PlanJson.wanted(PlanJson.write(plan))).isEqualTo(wanted);
        assertThat(new PlanJson(catalog).isInstalled(PlanJson.write(plan))).isTrue();
        assertThat(new PlanJson(new Catalog(List.of(finder("acme")))).isInstalled(PlanJson.write(plan)))
                .isFalse();
    }

    @Test
    void aRowIsHopelessWhenItLacksSomethingAndNobodyCanBeAskedForAnyOfIt() {
        Plan plan = planner.choose(wanted(List.of(EMAIL), Map.of(), Map.of())).plan(List.of());

        assertThat(plan.isHopeless(Set.of("person.job_title"))).isTrue();
        assertThat(plan.isHopeless(Set.of())).isTrue();
        assertThat(plan.isHopeless(Set.of("company.name"))).isFalse();
        assertThat(plan.isHopeless(Set.of(EMAIL))).as("it lacks nothing").isFalse();
    }
}
