package dev.weir.acceptance.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class JobPlanTest {

    private static List<JobPlan> plans(long seed, int many) {
        return IntStream.range(0, many)
                .mapToObj(index -> JobPlan.of(seed, index))
                .toList();
    }

    @Test
    void aPlanFollowsFromItsSeedAndNumberAlone() {
        for (JobPlan plan : plans(7, 300)) {
            JobPlan again = JobPlan.of(7, plan.index());
            assertThat(again).isEqualTo(plan);
            assertThat(again.body()).isEqualTo(plan.body());
            assertThat(again.query()).isEqualTo(plan.query());
            assertThat(again.key()).isEqualTo(plan.key());
        }
        assertThat(plans(8, 50)).isNotEqualTo(plans(7, 50));
    }

    @Test
    void noTwoRowsOfAllPlansAreAboutOneCompany() {
        Set<String> companies = new HashSet<>();
        long rows = 0;
        for (long seed : new long[] {1, 2}) {
            for (JobPlan plan : plans(seed, 200)) {
                for (Map<String, String> row : plan.leads().records()) {
                    companies.add(row.get("company.domain"));
                    rows++;
                }
            }
        }
        assertThat(companies).hasSize((int) rows);
        assertThat(rows).isGreaterThan(50_000);
    }

    @Test
    void aListAndADocumentHaveTheSameRows() {
        for (JobPlan plan : plans(7, 40)) {
            String last = plan.leads().records().getLast().get("company.domain");
            assertThat(plan.body()).contains(last);
            if (plan.csv()) {
                assertThat(plan.body().lines()).hasSize(plan.rows() + 1);
            } else {
                assertThat(JsonMapper.shared().readTree(plan.body()).path("records"))
                        .hasSize(plan.rows());
            }
        }
    }

    @Test
    void someHundredPlansHaveEverythingInThemThatCanBeDone() {
        List<JobPlan> plans = plans(7, 600);
        assertThat(plans.stream().map(JobPlan::tenant).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Tenant.values());
        assertThat(plans.stream().map(JobPlan::work).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Work.values());
        assertThat(plans.stream().map(JobPlan::twist).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Twist.values());
        assertThat(plans.stream().map(JobPlan::onDoubt).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(OnDoubt.values());
        assertThat(plans).anyMatch(plan -> plan.cap().isPresent()).anyMatch(plan -> plan.rows() > 1_000);
        assertThat(plans.stream().filter(plan -> plan.rows() >= 50 && plan.rows() < 400))
                .hasSizeGreaterThan(plans.size() / 2);
        assertThat(plans.stream().filter(plan -> plan.work() == Work.STORED))
                .allMatch(plan -> plan.tenant() == Tenant.GLOBEX);
        assertThat(plans.stream().filter(JobPlan::comparable)).hasSizeGreaterThan(plans.size() / 3);
    }

    @Test
    void thoseWhoseVendorFailsAreNeverLongInComing() {
        List<Integer> brittle = plans(7, 300).stream()
                .filter(plan -> plan.work() == Work.BRITTLE)
                .map(JobPlan::index)
                .toList();
        for (int from = 0; from + 30 <= 300; from += 30) {
            int first = from;
            assertThat(brittle).anyMatch(index -> index >= first && index < first + 30);
        }
    }

    @Test
    void whatTimeOrChanceDecidesIsNotCompared() {
        assertThat(plans(7, 600))
                .filteredOn(JobPlan::comparable)
                .noneMatch(plan -> plan.cap().isPresent()
                        || plan.tenant() == Tenant.SPARSE
                        || plan.onDoubt() == OnDoubt.SKIP
                        || Set.of(Work.BRITTLE, Work.TARDY).contains(plan.work())
                        || Set.of(Twist.PAUSE, Twist.CANCEL).contains(plan.twist()));
    }
}
