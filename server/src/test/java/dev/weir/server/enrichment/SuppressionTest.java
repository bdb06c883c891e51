package dev.weir.server.enrichment;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Heard;
import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.server.RunningWeir;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.RowView;
import dev.weir.server.suppression.Handle;
import dev.weir.server.testing.ScriptedLate;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.OnDoubt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whom a workspace has on its list causes no call, whatever way there would lead to one. */
@Timeout(120)
class SuppressionTest extends LateCase {

    private static void suppress(TestWeir test, String... handles) {
        test.weir()
                .transactions()
                .in(
                        test.workspace().id(),
                        () -> test.weir().suppressions().add(test.workspace().id(), read(handles), "test"));
    }

    private static List<Handle> read(String... handles) {
        return List.of(handles).stream()
                .map(handle -> Handle.read(handle).orElseThrow())
                .toList();
    }

    private static void assertSuppressed(RowView row) {
        assertThat(row.cells()).allSatisfy(cell -> {
            assertThat(cell.state()).isEqualTo(CellState.SKIPPED);
            assertThat(cell.reason()).isEqualTo("suppressed");
        });
    }

    @Test
    void nobodyIsAskedAboutWhoIsOnTheListAndWhatIsRememberedOfThemIsNotUsed() {
        ScriptedVendor vendor = ScriptedVendor.giving("acme", "company.name", _ -> found("company.name", "Acme"));
        try (TestWeir test = weir(vendor);
                RunningWeir engine = test.start()) {
            List<Map<String, Object>> rows = new ArrayList<>(TestWeir.companies(3));
            String listed = String.valueOf(rows.get(1).get("company.domain"));
            test.await(test.submit(test.request(test.plan(OnDoubt.HOLD, NAME, "acme")), rows, engine.engine()));
            assertThat(vendor.calls()).isEqualTo(3);

            suppress(test, listed, "Jane.Doe@other.example", "https://linkedin.com/in/John-Doe/");
            // One by the domain, one by an address, one by an address below the domain, one by a profile, and another.
            List<Map<String, Object>> others = List.of(
                    Map.of("company.domain", listed),
                    Map.of("company.domain", "x.example", "person.work_email", "jane.doe@other.example"),
                    Map.of("company.domain", "y.example", "person.work_email", "bob@mail." + listed),
                    Map.of(
                            "company.domain",
                            "z.example",
                            "person.linkedin_url",
                            "https://www.linkedin.com/in/john-doe"),
                    Map.of("company.domain", "q.example", "person.work_email", "ann@other.example"));
            Job job = test.submit(test.request(test.plan(OnDoubt.HOLD, NAME, "acme")), others, engine.engine());
            JobProgress end = test.await(job);
            assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(end.credits().posted()).isEqualTo(PRICE);
            assertThat(vendor.calls()).isEqualTo(4);
            List<RowView> seen = test.rows(job, 5);
            seen.subList(0, 4).forEach(SuppressionTest::assertSuppressed);
            assertThat(seen.getLast().cells().getFirst().state()).isEqualTo(CellState.COMPLETED);
            assertThat(count(test, "SELECT count(*) FROM weir.enrichment_record WHERE job_id = " + job.id()))
                    .isEqualTo(1);
            test.assertVerified();

            test.weir()
                    .transactions()
                    .in(
                            test.workspace().id(),
                            () -> test.weir()
                                    .suppressions()
                                    .remove(test.workspace().id(), read(listed)));
            Job again = test.submit(test.request(test.plan(OnDoubt.HOLD, NAME, "acme")), others, engine.engine());
            test.await(again);
            assertThat(test.rows(again, 5).getFirst().cells().getFirst().state())
                    .isEqualTo(CellState.COMPLETED);
            test.assertVerified();
        }
    }

    @Test
    void whatAStepFindsMayPutARowOnTheListAndNobodyIsAskedAfterIt() {
        ScriptedVendor finder = ScriptedVendor.giving(
                "finder",
                "person.linkedin_url",
                ask -> found(
                        "person.linkedin_url",
                        "https://www.linkedin.com/in/"
                                + ask.text("company.domain").replace('.', '-')));
        ScriptedVendor next = ScriptedVendor.named("next", _ -> found("person.job_title", "Head"))
                .operation(
                        "find",
                        Set.of("person.linkedin_url"),
                        List.of("person.job_title"),
                        Charge.ACCEPTED,
                        Repeat.UNKNOWN);
        try (TestWeir test = weir(finder, next);
                RunningWeir engine = test.start()) {
            suppress(test, "linkedin.com/in/one-example");
            Job job = test.submit(
                    test.request(test.plan(
                            OnDoubt.HOLD, List.of("person.linkedin_url", "person.job_title"), "finder", "next")),
                    List.of(Map.of("company.domain", "one.example"), Map.of("company.domain", "two.example")),
                    engine.engine());
            JobProgress end = test.await(job);
            assertThat(finder.calls()).isEqualTo(2);
            assertThat(next.calls()).isEqualTo(1);
            assertThat(end.credits().posted()).isEqualTo(3 * PRICE);
            List<RowView> rows = test.rows(job, 2);
            assertThat(rows.getFirst().cells().getLast().reason()).isEqualTo("suppressed");
            assertThat(rows.getLast().cells().getLast().state()).isEqualTo(CellState.COMPLETED);
            test.assertVerified();
        }
    }

    @Test
    void whoIsPutOnTheListWhileAJobRunsIsNotAskedAboutAfterASecond() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(64);
        CountDownLatch go = new CountDownLatch(1);
        ScriptedVendor vendor = ScriptedVendor.giving("acme", "company.name", _ -> {
            asked.countDown();
            try {
                go.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return found("company.name", "Acme");
        });
        try (TestWeir test = weir(vendor);
                RunningWeir engine = test.start()) {
            List<Map<String, Object>> rows = TestWeir.companies(80);
            Job job = test.submit(test.request(test.plan(OnDoubt.HOLD, NAME, "acme")), rows, engine.engine());
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            suppress(
                    test,
                    rows.stream().map(row -> (String) row.get("company.domain")).toArray(String[]::new));
            long later = System.nanoTime() + Duration.ofMillis(1_100).toNanos();
            until("a second has passed", () -> System.nanoTime() > later);
            go.countDown();
            JobProgress end = test.await(job);
            // What was in flight has been paid for, and counts.
            assertThat(vendor.calls()).isEqualTo(64);
            assertThat(end.credits().posted()).isEqualTo(64 * PRICE);
            assertThat(test.rows(job, 80).stream()
                            .filter(row ->
                                    "suppressed".equals(row.cells().getFirst().reason())))
                    .hasSize(16);
            test.assertVerified();
        }
    }

    @Test
    void whatIsGatheredAndNotYetHandedOverIsNotHandedOver() {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 100, Charge.ACCEPTED, null);
        try (TestWeir test = weir(vendor)
                        .settings(
                                settings -> settings.with(settings.enrichment().withLinger(Duration.ofSeconds(2))));
                RunningWeir engine = test.start()) {
            List<Map<String, Object>> rows = TestWeir.companies(4);
            Job job = test.submit(test.request(test.plan(OnDoubt.HOLD, NAME, "late")), rows, engine.engine());
            until("all are gathered", () -> open(test, job) == 4);
            suppress(test, String.valueOf(rows.get(2).get("company.domain")));
            until("the others are out", () -> items(vendor) > 0);
            vendor.submissions()
                    .forEach(submission -> callBack(test, engine, submission, Heard.last(names(submission), null)));
            JobProgress end = test.await(job);
            assertThat(items(vendor)).isEqualTo(3);
            assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(end.credits().posted()).isEqualTo(3 * PRICE);
            assertSuppressed(test.rows(job, 4).get(2));
            test.assertVerified();
        }
    }
}
