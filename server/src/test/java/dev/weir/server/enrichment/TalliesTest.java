package dev.weir.server.enrichment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Reply;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.enrichment.Statistics.PlaceTally;
import dev.weir.server.enrichment.Statistics.ProviderPart;
import dev.weir.server.jobs.BatchMark;
import dev.weir.server.jobs.CellTally;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is counted batch by batch while a job runs adds up to what is counted once it has ended. */
@Timeout(120)
class TalliesTest {

    @TempDir
    Path folder;

    @Test
    void theBatchesAddUpToTheJob() {
        AtomicInteger calls = new AtomicInteger();
        ScriptedVendor vendor =
                ScriptedVendor.giving("acme", "company.name", _ -> switch (calls.incrementAndGet() % 3) {
                    case 0 -> ScriptedVendor.notFound();
                    case 1 -> new Reply.InvalidInput("no such thing");
                    default -> ScriptedVendor.found("company.name", "Acme");
                });
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor));
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, List.of("company.name"), "acme")),
                    TestWeir.companies(1_500),
                    engine.engine());
            JobProgress end = test.await(job);

            List<BatchMark> marks = test.weir().jobs().marks(job);
            assertThat(marks).extracting(BatchMark::lo).containsExactly(0, 1_000);
            assertThat(marks).extracting(BatchMark::hi).containsExactly(1_000, 1_500);

            List<CellTally> cells = test.weir().jobs().tallies(job, marks);
            assertThat(cells.stream().mapToInt(CellTally::ended).sum()).isEqualTo(1_500);
            assertThat(cells.stream().mapToInt(CellTally::found).sum())
                    .isEqualTo(end.rows().completed());
            assertThat(test.weir().jobs().tallies(job, marks.subList(1, 2)))
                    .singleElement()
                    .satisfies(one -> assertThat(one.ended()).isEqualTo(500));

            List<PlaceTally> places = test.weir().statistics().tallies(job, marks);
            ProviderPart whole = test.weir().statistics().ofJob(job).getFirst();
            assertThat(places).allSatisfy(one -> assertThat(one.provider()).isEqualTo("acme"));
            assertThat(places.stream().mapToInt(PlaceTally::asked).sum()).isEqualTo(whole.asked());
            assertThat(places.stream().mapToInt(PlaceTally::found).sum()).isEqualTo(whole.found());
            assertThat(places.stream().mapToInt(PlaceTally::errors).sum()).isEqualTo(500);
        }
    }
}
