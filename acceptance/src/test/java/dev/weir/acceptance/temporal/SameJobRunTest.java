package dev.weir.acceptance.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Leads;
import dev.weir.acceptance.Showing;
import dev.weir.acceptance.TestedProgram;
import dev.weir.postgres.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The comparison of docs/operating/faults.md with few rows: a server on the conductor, and a worker on Temporal. */
@Timeout(300)
class SameJobRunTest {

    private static final Leads LEADS = new Leads(7, 60);

    @TempDir
    Path folder;

    private JobRun run(String how, Site site, EngineChoice engine, int workers)
            throws IOException, InterruptedException {
        return JobRun.of(how, site, engine, workers, LEADS, folder.resolve(how + ".jsonl"), System.out::println);
    }

    @Test
    void aJobIsTheSameOnBothEnginesWhoeverRunsIt() throws Exception {
        List<JobRun> runs = new ArrayList<>();
        List<String> said = new ArrayList<>();
        try (Site site = Site.open(TestedProgram.COMMAND, folder, TestPostgres.unpackFolder(), JobRun.VENDORS);
                Cluster cluster = new TestCluster()) {
            runs.add(run("conductor", site, EngineChoice.CONDUCTOR, 0));
            runs.add(run("temporal", site, cluster.engine(), 1));
            SameJob.check(runs, LEADS.rows(), site.verified(), new Showing(said::add));
        }

        assertThat(said).isEmpty();
        assertThat(runs.getLast().batches()).containsOnlyKeys(runs.getLast().workers());
        assertThat(SameJob.table(runs)).hasSize(3);
    }
}
