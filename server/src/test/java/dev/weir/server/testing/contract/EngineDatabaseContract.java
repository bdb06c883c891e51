package dev.weir.server.testing.contract;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Ask;
import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.provider.Reply;
import dev.weir.server.RunningWeir;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.RowView;
import dev.weir.server.testing.Death;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.OnDoubt;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What an engine and the real doors must do together, over a database of the test's own: extend this with a way to
 * start the engine. What needs no database is the {@link EngineContract}'s.
 */
@Timeout(240)
public abstract class EngineDatabaseContract extends StopCases {

    private static ScriptedVendor repeatable(Function<Ask, Reply> script) {
        return ScriptedVendor.named("acme", script)
                .operation("find", Set.of("company.domain"), NAME, Charge.ACCEPTED, Repeat.FREE);
    }

    @Test
    void aJobThatNoEngineWasToldOfIsFoundAndRun() {
        ScriptedVendor vendor = ScriptedVendor.giving("acme", "company.name", _ -> found("company.name", "Acme"));
        try (TestWeir test = open(vendor);
                RunningWeir _ = test.start()) {
            for (int i = 0; i < 2; i++) {
                Job job = test.submit(
                        test.request(test.plan(OnDoubt.HOLD, NAME, "acme")),
                        TestWeir.companies(1_500),
                        NoEngine.INSTANCE);
                assertThat(test.await(job).status()).isEqualTo(JobStatus.COMPLETED);
            }
            assertThat(vendor.calls()).isEqualTo(1_500);
            test.assertVerified();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "enrichment.loaded,1",
        "enrichment.afterIntent,1",
        "enrichment.afterIntent,120",
        "enrichment.beforeSettle,1",
        "enrichment.beforeSettle,90",
        "journal.beforeCommit,1",
        "journal.beforeCommit,3",
        "journal.committed,1",
        "journal.committed,3"
    })
    void aProgramKilledBetweenClaimAndFinishLeavesItsWorkToTheNextAndEveryRowIsChargedOnce(String point, int hit)
            throws Exception {
        try (TestWeir test = open(repeatable(ask -> found("company.name", ask.text("company.domain"))))) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, NAME, "acme")), TestWeir.companies(300), NoEngine.INSTANCE);
            JobProgress end = new Death(point, hit).thenFinish(test, job);

            assertThat(end.rows().completed()).isEqualTo(300);
            assertThat(end.credits().posted()).isEqualTo(300 * PRICE);
            assertThat(end.credits().balance()).isZero();
            test.assertVerified();
        }
    }

    @Test
    void aRowThatKillsItsRunsIsGivenUpAndAllOthersFinish() {
        ScriptedVendor vendor = repeatable(ask -> {
            if (ask.text("company.domain").equals("company17.example")) {
                throw new AssertionError("poison");
            }
            return found("company.name", "Acme");
        });
        try (TestWeir test = open(vendor);
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, NAME, "acme")), TestWeir.companies(60), engine.engine());
            JobProgress end = test.await(job);

            assertThat(end.status()).isEqualTo(JobStatus.PARTIALLY_COMPLETED);
            assertThat(end.rows().completed()).isEqualTo(59);
            List<RowView> rows = test.rows(job, 60);
            assertThat(rows.stream().filter(row -> row.cells().getFirst().state() == CellState.DEAD))
                    .singleElement()
                    .extracting(RowView::index)
                    .isEqualTo(17);
            test.assertVerified();
        }
    }

    @Test
    void aJobOfOneRowNeedNotWaitForAJobOfFiftyThousand() {
        Semaphore bigMayGoOn = new Semaphore(500);
        ScriptedVendor vendor = ScriptedVendor.giving("acme", "company.name", ask -> {
            if (ask.text("company.domain").startsWith("company")) {
                bigMayGoOn.acquireUninterruptibly();
            }
            return found("company.name", "Acme");
        });
        ScriptedVendor other = ScriptedVendor.giving("other", "company.name", _ -> found("company.name", "Acme"));
        try (TestWeir test = open(vendor, other);
                RunningWeir engine = test.start()) {
            Job big = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, NAME, "acme")), TestWeir.companies(50_000), engine.engine());
            test.await(
                    big,
                    "under way",
                    progress ->
                            progress.rows().completed() > 0 && progress.rows().running() > 10);

            // Its vendor has all slots of the big job's taken; the small one asks somebody else.
            Job small = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, NAME, "other")),
                    List.of(Map.of("company.domain", "small.example")),
                    engine.engine());
            assertThat(test.await(small).rows().completed()).isEqualTo(1);
            assertThat(test.weir().jobs().progress(big).rows().completed()).isLessThan(1_000);

            test.weir().jobs().cancel(big, engine.engine());
            bigMayGoOn.release(1_000_000);
        }
    }
}
