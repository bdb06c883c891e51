package dev.weir.server.conductor;

import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class ConductorTest {

    @TempDir
    Path folder;

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
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor, other));
                Weir.Running engine = test.start()) {
            Plan plan = test.plan(OnDoubt.HOLD, List.of("company.name"), "acme");
            Job big = test.submit(test.request(plan), TestWeir.companies(50_000), engine.engine());
            test.await(
                    big,
                    "under way",
                    progress ->
                            progress.rows().completed() > 0 && progress.rows().running() > 10);

            // Its vendor has all slots of the big job's taken; the small one asks somebody else.
            Job small = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, List.of("company.name"), "other")),
                    List.of(Map.of("company.domain", "small.example")),
                    engine.engine());
            assertThat(test.await(small).rows().completed()).isEqualTo(1);
            assertThat(test.weir().jobs().progress(big).rows().completed()).isLessThan(1_000);

            test.weir().jobs().cancel(big, engine.engine());
            bigMayGoOn.release(1_000_000);
        }
    }
}
