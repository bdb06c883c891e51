package dev.weir.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.credits.Ledger;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.jobs.engine.Next;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Which rows a run of a batch has to look at. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NewsTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Next TOLD = new Next.Later(LONG, true);

    @SuppressWarnings("NullAway.Init") // set before all tests
    private TestWeir test;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private Leases leases;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Job job;

    private long node;

    @BeforeAll
    void open(@TempDir Path folder) {
        test = new TestWeir(SandboxSettings.DEFAULT, folder);
        Ledger ledger = new Ledger(test.database().jdbc());
        leases = new Leases(
                test.database().jdbc(),
                test.database().transactions(),
                ledger,
                new Events(test.database().jdbc(), ledger, Events.Audience.NOBODY),
                System::nanoTime);
        node = leases.begin(UUID.randomUUID());
    }

    @BeforeEach
    void aNewJob() {
        job = test.submit(
                test.request(test.plan(OnDoubt.HOLD, List.of("company.industry"), "pdl")),
                TestWeir.companies(300),
                NoEngine.INSTANCE);
    }

    @AfterAll
    void close() {
        test.close();
    }

    /** What comes in for many rows is gathered for a moment. */
    private Lease claim() {
        test.database().crank(Duration.ofSeconds(1));
        return leases.claim(node, job.id(), 1).getFirst();
    }

    private void come(int... rows) {
        test.weir().transactions().in(job.workspaceId(), () -> {
            test.weir()
                    .jobs()
                    .cells()
                    .wake(IntStream.of(rows)
                            .mapToObj(row -> new CellRef(job.id(), row, 0))
                            .toList());
            return job;
        });
    }

    @Test
    void theFirstRunAndOneAfterARunThatLeftRowsToLookForThemselvesLookAtAll() {
        Lease first = claim();
        assertThat(first.news()).isEmpty();
        leases.finish(first, new Next.Later(Duration.ZERO));
        come(3);

        assertThat(claim().news()).isEmpty();
    }

    @Test
    void whereAllAreToldTheNextRunLooksAtThoseThatWereWhetherBeforeOrDuringTheRun() {
        Lease first = claim();
        come(3);
        leases.finish(first, TOLD);
        come(7, 5, 7);
        Lease second = claim();
        assertThat(second.news().orElseThrow()).containsExactlyInAnyOrder(3, 5, 7);

        come(5);
        leases.finish(second, TOLD);

        assertThat(claim().news()).isEqualTo(Optional.of(List.of(5)));
    }

    @Test
    void runsOverNewsDoNotPutTheTimeOffAtWhichAllAreLookedAt() {
        leases.finish(claim(), TOLD);
        for (int minute = 0; minute < 9; minute++) {
            test.database().crank(Duration.ofMinutes(1));
            come(minute);
            Lease news = claim();
            assertThat(news.news()).isEqualTo(Optional.of(List.of(minute)));
            leases.finish(news, TOLD);
        }
        test.database().crank(Duration.ofMinutes(1));

        assertThat(claim().news())
                .as("nobody has woken it, and all its rows are due")
                .isEmpty();
    }

    @Test
    void aRunThatCrashesWasStoppedOrWhoseNodeDiesLosesNoNews() {
        leases.finish(claim(), TOLD);
        come(3);
        Lease crashed = claim();
        assertThat(crashed.news()).isPresent();
        leases.crashed(crashed);
        Lease stopped = claim();
        assertThat(stopped.news()).isEmpty();
        leases.finish(stopped, TOLD);
        come(3);
        Lease again = claim();
        assertThat(again.news()).isPresent();
        leases.finish(again, new Next.Stopped());
        Lease expired = claim();
        assertThat(expired.news()).isEmpty();
        leases.finish(expired, TOLD);
        come(3);
        assertThat(claim().news()).isPresent();
        test.database().crank(Leases.LEASE.plusSeconds(1));
        leases.sweep();

        assertThat(claim().news()).isEmpty();
    }

    @Test
    void whatComesForAllRowsOrForVeryManyIsLookedForInAll() {
        leases.finish(claim(), TOLD);
        come(1);
        test.weir().transactions().in(job.workspaceId(), () -> {
            test.weir().jobs().cells().wakeAll(job.id());
            return job;
        });
        come(2);
        Lease all = claim();
        assertThat(all.news()).isEmpty();
        come(IntStream.range(0, 200).toArray());
        come(2);
        leases.finish(all, TOLD);
        Lease many = claim();
        assertThat(many.news()).isEmpty();
        leases.finish(many, TOLD);
        come(2);

        assertThat(claim().news()).isEqualTo(Optional.of(List.of(2)));
    }

    @Test
    void aRowThatIsReopenedIsNews() {
        leases.finish(claim(), TOLD);
        test.database().ownerJdbc().sql("""
                INSERT INTO weir.cell (workspace_id, job_id, row_idx, step, state, row_end, epoch, at)
                VALUES (?, ?, 11, 0, 5, 3, 1, weir.now())
                """).params(job.workspaceId(), job.id()).update();
        test.database()
                .ownerJdbc()
                .sql(
                        "UPDATE weir.batch SET open_rows = open_rows - 1, failed_rows = 1, doubt_rows = 1 WHERE job_id = ?")
                .param(job.id())
                .update();
        int waiting = test.weir()
                .transactions()
                .in(job.workspaceId(), () -> test.weir().jobs().cells().askAgain(job.workspaceId(), job.id(), 11));
        assertThat(waiting).isEqualTo(1);

        assertThat(claim().news()).isEqualTo(Optional.of(List.of(11)));
    }
}
