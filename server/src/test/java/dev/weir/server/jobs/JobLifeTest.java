package dev.weir.server.jobs;

import static dev.weir.server.testing.ScriptedVendor.found;
import static dev.weir.server.testing.ScriptedVendor.notFound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.Reply;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.problem.Problem;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class JobLifeTest {

    @TempDir
    Path folder;

    private ScriptedVendor vendor;
    private TestWeir test;
    private Plan plan;

    @BeforeEach
    void open() {
        vendor = ScriptedVendor.giving("acme", "company.name", _ -> found("company.name", "Acme"));
        test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor));
        plan = test.plan(OnDoubt.HOLD, List.of("company.name"), "acme");
    }

    @AfterEach
    void close() {
        test.close();
    }

    private static Reply named(String domain) {
        return found("company.name", "Name of " + domain);
    }

    @Test
    void aJobsStatusSaysWhetherAllSomeOrNoRowsCompleted() {
        vendor.answers(ask -> switch (Character.getNumericValue(
                        ask.text("company.domain").charAt(7))
                % 2) {
            case 0 -> named(ask.text("company.domain"));
            default -> notFound();
        });
        try (RunningWeir engine = test.start()) {
            Job some = test.submit(test.request(plan), TestWeir.companies(4), engine.engine());
            Job all = test.submit(test.request(plan), TestWeir.companies(1), engine.engine());
            Job none = test.submit(test.request(plan), TestWeir.companies(2).subList(1, 2), engine.engine());

            assertThat(test.await(some).status()).isEqualTo(JobStatus.PARTIALLY_COMPLETED);
            assertThat(test.await(some).rows()).isEqualTo(new RowCounts(2, 2, 0, 0));
            assertThat(test.await(all).status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(test.await(none).status()).isEqualTo(JobStatus.FAILED);
            assertThat(test.rows(none, 1).getFirst().cells().getFirst())
                    .isEqualTo(new RowView.CellView("company.name", CellState.FAILED, "not_found"));
        }
        test.assertVerified();
    }

    @Test
    void aJobThatHasEndedCannotBeCancelled() {
        try (RunningWeir engine = test.start()) {
            Job job = test.submit(test.request(plan), TestWeir.companies(1), engine.engine());
            test.await(job);
            assertThatThrownBy(() -> test.weir().jobs().cancel(job, engine.engine()))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFLICT))
                    .hasMessageContaining("completed");
        }
    }
}
