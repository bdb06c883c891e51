package dev.weir.server.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.Values;
import dev.weir.server.expressions.SubscriberFacts;
import dev.weir.server.problem.Problem;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScorecardTest {

    private static final Instant THEN = Instant.parse("2026-11-01T00:00:00Z");
    private static final Values ADA = new SubscriberFacts(
                    "ada@gmail.com", "personal", "newsletter", "subscribed", THEN, THEN, null, null, null)
            .among(new Values(Map.of(
                    "person.seniority", "director",
                    "person.location.country_code", "FR",
                    "company.employee_count", 250L)));

    private static IcpModel.Criterion when(String name, String points, String when) {
        return new IcpModel.Criterion(name, new BigDecimal(points), when, null);
    }

    private static IcpModel.Criterion value(String name, String points, String value) {
        return new IcpModel.Criterion(name, new BigDecimal(points), null, value);
    }

    private static IcpModel model(@Nullable String least, @Nullable String most, IcpModel.Criterion... criteria) {
        Map<String, BigDecimal> tiers = new LinkedHashMap<>();
        tiers.put("B", new BigDecimal("40"));
        tiers.put("A", new BigDecimal("70"));
        return new IcpModel(
                Arrays.asList(criteria),
                tiers,
                least == null ? null : new BigDecimal(least),
                most == null ? null : new BigDecimal(most));
    }

    private static Worth worth(IcpModel model) {
        return Scorecard.of(model).worth(ADA);
    }

    @Test
    void aScoreSaysWhatItIsMadeOf() {
        Worth worth = worth(model(
                null,
                null,
                when("seniority", "30", "person.seniority in ['director', 'vp']"),
                value("company size", "0.1", "company.employee_count"),
                when("country", "17.5", "person.location.country_code == 'FR'"),
                when("title", "20", "person.job_title.contains('CTO')"),
                when("corporate", "10", "subscriber.type == 'corporate'")));

        assertThat(worth.points()).isEqualTo("72.5");
        assertThat(worth.tier()).isEqualTo("A");
        assertThat(worth.explanation()).isEqualTo("72.5 = 30 for seniority + 25 for company size + 17.5 for country");
        assertThat(worth.working().criteria().stream().map(share -> share.points() + " " + share.why()))
                .containsExactly("30 null", "25 null", "17.5 null", "0 person.job_title is not known", "0 null");
        assertThat(worth.working().json())
                .as("what is kept holds no value of anybody")
                .doesNotContain("250", "director", "FR")
                .contains("{\"name\":\"title\",\"points\":0,\"why\":\"person.job_title is not known\"}");
        assertThat(Worth.Working.read(worth.working().json())).isEqualTo(worth.working());
    }

    @Test
    void pointsAreTakenAwayAndNothingIsNothing() {
        Worth less = worth(model(
                null,
                null,
                when("webmail", "-20.50", "subscriber.type == 'personal'"),
                when("director", "5", "person.seniority == 'director'")));
        assertThat(less.explanation()).isEqualTo("-15.5 = -20.5 for webmail + 5 for director");
        assertThat(less.tier()).isNull();

        Worth none = worth(model(null, null, when("size", "30", "company.employee_count > 1000")));
        assertThat(none.points()).isEqualTo("0");
        assertThat(none.explanation()).isEqualTo("0: no criterion gives points");
    }

    @Test
    void aScoreStaysWithinItsBoundsAndItsPartsStillAddUp() {
        IcpModel.Criterion size = value("size", "1", "company.employee_count");
        Worth most = worth(model("0", "100", size));
        assertThat(most.points()).isEqualTo("100");
        assertThat(most.explanation()).isEqualTo("100 = 250 for size - 150 above the most");
        assertThat(Worth.Working.read(most.working().json()).bound())
                .isEqualTo(new Worth.Bound("most", new BigDecimal("-150")));

        Worth least = worth(model("0", "100", value("size", "-1", "company.employee_count")));
        assertThat(least.explanation()).isEqualTo("0 = -250 for size + 250 up to the least");

        Worth huge = worth(model(null, null, value("huge", "1000000", "company.employee_count * 1000000")));
        assertThat(huge.points()).as("whatever a model says can be kept").isEqualTo("999999999.999");
        assertThat(huge.points())
                .isEqualTo(huge.working()
                        .criteria()
                        .getFirst()
                        .points()
                        .add(Objects.requireNonNull(huge.working().bound()).points()));
    }

    @Test
    void allThatIsWrongWithAModelIsToldWhereItStands() {
        Map<String, BigDecimal> tiers = new LinkedHashMap<>();
        tiers.put("A/B", new BigDecimal("70"));
        tiers.put("C", new BigDecimal("70.0"));
        tiers.put(" ", null);
        IcpModel model = new IcpModel(
                Arrays.asList(
                        when("seniority", "30", "person.senority == 'vp'"),
                        new IcpModel.Criterion("seniority", BigDecimal.ONE, "true", "1"),
                        new IcpModel.Criterion(null, null, null, "subscriber.score"),
                        when("text", "1e1000000000", "'yes'"),
                        null),
                tiers,
                BigDecimal.TEN,
                BigDecimal.TEN);

        assertThatThrownBy(() -> Scorecard.of(model, "/content"))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.errors())
                                .extracting(Problem.At::pointer)
                                .containsExactlyInAnyOrder(
                                        "/content/criteria/0/when",
                                        "/content/criteria/1/name",
                                        "/content/criteria/1",
                                        "/content/criteria/2/name",
                                        "/content/criteria/2/points",
                                        "/content/criteria/2/value",
                                        "/content/criteria/3/points",
                                        "/content/criteria/3/when",
                                        "/content/criteria/4",
                                        "/content/tiers/C",
                                        "/content/tiers/ ",
                                        "/content/tiers/ ",
                                        "/content/most"))
                .hasMessageContaining("/content/criteria/0/when")
                .hasMessageContaining("did you mean 'seniority'")
                .hasMessageContaining("And 12 more");
        assertThat(Scorecard.mistakes(model(null, null)))
                .extracting(Problem.At::pointer)
                .containsExactly("/criteria");
        assertThat(Scorecard.mistakes(new IcpModel(List.of(when("all", "1", "true")), null, null, null)))
                .isEmpty();
    }
}
