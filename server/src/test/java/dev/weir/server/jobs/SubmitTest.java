package dev.weir.server.jobs;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.Values;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.jobs.engine.Engine;
import dev.weir.server.problem.Problem;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.workspace.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SubmitTest {

    private static final Engine NONE = NoEngine.INSTANCE;

    @TempDir
    Path folder;

    private TestWeir test;
    private Plan plan;

    @BeforeEach
    void open() {
        ScriptedVendor vendor = ScriptedVendor.giving("acme", "company.name", _ -> found("company.name", "Acme"));
        test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor));
        plan = test.plan(OnDoubt.HOLD, List.of("company.name"), "acme");
    }

    @AfterEach
    void close() {
        test.close();
    }

    private JobRequest request(Workspace workspace, byte @Nullable [] fingerprint) {
        return new JobRequest(workspace, "test", fingerprint, plan, null, null, false);
    }

    private static Iterator<String> inputs(int count) {
        return TestWeir.companies(count).stream()
                .map(row -> ValuesJson.write(new Values(row)))
                .iterator();
    }

    private long rowsOf(String table) {
        return test.database()
                .ownerJdbc()
                .sql("SELECT count(*) FROM weir." + table)
                .query(Long.class)
                .single();
    }

    @Test
    void theSameFingerprintIsTheSameJobAndHoldsOnce() {
        byte[] fingerprint = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        Job first = test.weir().jobs().submit(request(test.workspace(), fingerprint), inputs(5), NONE);
        Job second = test.weir().jobs().submit(request(test.workspace(), fingerprint), inputs(5), NONE);

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(rowsOf("job")).isEqualTo(1);
        assertThat(test.weir().jobs().progress(first).credits().held()).isEqualTo(5 * PRICE);

        test.weir().jobs().forgetFingerprint(first);
        assertThat(test.weir()
                        .jobs()
                        .submit(request(test.workspace(), fingerprint), inputs(5), NONE)
                        .id())
                .isNotEqualTo(first.id());
        test.assertVerified();
    }

    @Test
    void aFingerprintMeansNothingInAnotherWorkspace() {
        byte[] fingerprint = {9, 9, 9, 9, 9, 9, 9, 9};
        Workspace other = test.weir().workspaces().ensure("other", true, true);
        Job mine = test.weir().jobs().submit(request(test.workspace(), fingerprint), inputs(1), NONE);
        Job theirs = test.weir().jobs().submit(request(other, fingerprint), inputs(1), NONE);

        assertThat(theirs.id()).isNotEqualTo(mine.id());
        assertThatThrownBy(() -> test.weir().jobs().get(other.id(), mine.id()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("There is no job");
    }

    @Test
    void whatADeadSubmitLeftHalfDoneIsSweptAndTakenInAnew() {
        byte[] fingerprint = {1, 1, 1, 1, 1, 1, 1, 1};
        Job first = test.weir().jobs().submit(request(test.workspace(), fingerprint), inputs(3), NONE);
        // As a process leaves it that died between two transactions of its rows.
        test.database()
                .ownerJdbc()
                .sql("UPDATE weir.job_state SET status = 'pending', phase = 'ingesting', total_rows = 0")
                .update();
        test.database().ownerJdbc().sql("DELETE FROM weir.batch").update();
        test.database().ownerJdbc().sql("DELETE FROM weir.transfer").update();
        test.database().ownerJdbc().sql("DELETE FROM weir.account").update();
        test.database().ownerJdbc().sql("DELETE FROM weir.event").update();

        Job again = test.weir().jobs().submit(request(test.workspace(), fingerprint), inputs(4), NONE);

        assertThat(again.id()).isNotEqualTo(first.id());
        assertThat(rowsOf("job")).isEqualTo(1);
        assertThat(rowsOf("job_row")).isEqualTo(4);
        test.assertVerified();
    }

    @Test
    void whoOnlyLooksSweepsTooAndFindsNothing() {
        byte[] fingerprint = {2, 1, 1, 1, 1, 1, 1, 1};
        test.weir().jobs().submit(request(test.workspace(), fingerprint), inputs(3), NONE);
        test.database()
                .ownerJdbc()
                .sql("UPDATE weir.job_state SET phase = 'ingesting', status = 'pending'")
                .update();

        assertThat(test.weir().jobs().findByFingerprint(test.workspace().id(), fingerprint))
                .isEmpty();
        assertThat(rowsOf("job_row")).isZero();
    }

    /** A list that is being read for as long as the test likes. */
    private static final class Slow implements Iterator<String> {
        private final CountDownLatch inside = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final Iterator<String> rows;

        Slow(Iterator<String> rows) {
            this.rows = rows;
        }

        void awaitBeingRead() throws InterruptedException {
            assertThat(inside.await(60, TimeUnit.SECONDS)).isTrue();
        }

        void goOn() {
            goOn.countDown();
        }

        @Override
        public boolean hasNext() {
            inside.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return rows.hasNext();
        }

        @Override
        public String next() {
            return rows.next();
        }
    }

    @Test
    void anOrphanWithoutFingerprintIsSweptAndWhatIsBeingTakenInIsLetBe() throws Exception {
        Job orphan = test.weir().jobs().submit(request(test.workspace(), null), inputs(3), NONE);
        Slow slow = new Slow(inputs(2));
        try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
            Future<Job> beingTakenIn =
                    pool.submit(() -> test.weir().jobs().submit(request(test.workspace(), null), slow, NONE));
            slow.awaitBeingRead();
            asItsProcessDiedIn(orphan);

            assertThat(test.weir().jobs().sweepOrphans()).isEqualTo(1);
            assertThat(rowsOf("job")).isEqualTo(1);
            assertThat(rowsOf("job_row")).isZero();
            slow.goOn();
            assertThat(test.weir().jobs().progress(beingTakenIn.get()).credits().held())
                    .isEqualTo(2 * PRICE);
        }
        assertThat(test.weir().jobs().sweepOrphans()).isZero();
        assertThat(rowsOf("job_row")).isEqualTo(2);
        test.assertVerified();
    }

    /** As a process leaves it that died between two transactions of its rows. */
    private void asItsProcessDiedIn(Job job) {
        for (String sql : List.of(
                "UPDATE weir.job_state SET status = 'pending', phase = 'ingesting', total_rows = 0 WHERE job_id = ?",
                "DELETE FROM weir.batch WHERE job_id = ?",
                "DELETE FROM weir.event WHERE job_id = ?",
                "DELETE FROM weir.transfer WHERE job_id = ?",
                "UPDATE weir.account SET balance = 0 WHERE kind = 1 AND job_id <> ?",
                "DELETE FROM weir.transfer WHERE kind = 1 AND job_id <> ?",
                "DELETE FROM weir.account WHERE kind = 2 AND job_id = ?")) {
            test.database().ownerJdbc().sql(sql).param(job.id()).update();
        }
    }

    @Test
    void aJobThatIsStillBeingTakenInSaysSoWhenItIsCancelled() throws Exception {
        Slow slow = new Slow(inputs(2));
        try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
            Future<Job> submitted =
                    pool.submit(() -> test.weir().jobs().submit(request(test.workspace(), null), slow, NONE));
            slow.awaitBeingRead();
            Job job = test.weir().jobs().latest(test.workspace().id(), 1).getFirst();
            assertThatThrownBy(() -> test.weir().jobs().cancel(job, NONE))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo("job_ingesting"))
                    .hasMessageContaining("still being taken in");
            slow.goOn();
            test.weir().jobs().cancel(submitted.get(), NONE);
            assertThat(test.weir().jobs().cancelledOpen(test.workspace().id())).containsExactly(job.id());
        }
    }

    @Test
    void aGrantOfNothingOrLessIsRefusedInASentence() {
        for (long milli : new long[] {0, -1_500}) {
            assertThatThrownBy(() -> test.weir().grant(test.workspace().id(), milli))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo("bad_amount"))
                    .hasMessageContaining("more than 0 credits");
        }
        assertThat(rowsOf("transfer")).isZero();
    }

    @Test
    void whileOneTakesAJobInAnotherIsToldSoAndLeavesNothing() throws Exception {
        byte[] fingerprint = {7, 7, 7, 7, 7, 7, 7, 7};
        Slow slow = new Slow(inputs(2));
        try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
            Future<Job> first =
                    pool.submit(() -> test.weir().jobs().submit(request(test.workspace(), fingerprint), slow, NONE));
            slow.awaitBeingRead();
            assertThatThrownBy(() -> test.weir().jobs().submit(request(test.workspace(), fingerprint), inputs(2), NONE))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("taking in the same job");
            slow.goOn();
            assertThat(first.get().id()).isPositive();
        }
        assertThat(rowsOf("job")).isEqualTo(1);
        assertThat(rowsOf("job_row")).isEqualTo(2);
    }

    @Test
    void aFewRowsNeedNotWaitUntilManyLargeListsAreIn() throws Exception {
        About upload = new About(About.Source.UPLOAD, 1L, null, List.of(), null, null, null, null, new byte[0]);
        JobRequest large = new JobRequest(test.workspace(), "large", null, plan, null, null, false, upload);
        List<Slow> lists = new ArrayList<>();
        List<Future<Job>> uploads = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++) {
                Slow list = new Slow(inputs(1));
                lists.add(list);
                uploads.add(pool.submit(() -> test.weir().jobs().submit(large, list, NONE)));
            }
            while (lists.stream().filter(list -> list.inside.getCount() == 0).count() < 4) {
                LockSupport.parkNanos(1_000_000);
            }
            test.weir().jobs().submit(request(test.workspace(), null), inputs(1), NONE);
            assertThat(uploads).noneMatch(Future::isDone);
            lists.forEach(Slow::goOn);
            for (Future<Job> each : uploads) {
                assertThat(each.get().id()).isPositive();
            }
        }
        assertThat(rowsOf("job")).isEqualTo(9);
    }

    @Test
    void aWorkspaceThatCannotCoverTheWorstCaseIsToldSoAndNothingIsLeft() {
        Workspace poor = test.weir().workspaces().ensure("poor", true, false);
        test.weir().grant(poor.id(), 3 * PRICE - 1);

        assertThatThrownBy(() ->
                        test.weir().jobs().submit(request(poor, new byte[] {3, 3, 3, 3, 3, 3, 3, 3}), inputs(3), NONE))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("needs up to 6 credits")
                .hasMessageContaining("has 5.999");

        assertThat(rowsOf("job")).isZero();
        assertThat(rowsOf("job_state")).isZero();
        assertThat(rowsOf("job_row")).isZero();
        assertThat(rowsOf("batch")).isZero();
        assertThat(test.weir().available(poor.id())).isEqualTo(3 * PRICE - 1);
        test.assertVerified();
    }

    @Test
    void aJobWithoutRowsIsRefusedAndNothingIsLeft() {
        assertThatThrownBy(() -> test.submit(test.request(plan), List.of(), NONE))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("no rows");
        assertThat(rowsOf("job")).isZero();
        assertThat(rowsOf("job_state")).isZero();
    }

    @Test
    void aSourceThatBreaksHalfWayLeavesNothing() {
        Iterator<String> all = inputs(3);
        Iterator<String> breaking = new Iterator<>() {
            private int given;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public String next() {
                if (given++ == 2) {
                    throw new IllegalStateException("line 3 cannot be read");
                }
                return all.next();
            }
        };
        assertThatThrownBy(() -> test.weir().jobs().submit(test.request(plan), breaking, NONE))
                .hasMessage("line 3 cannot be read");
        assertThat(rowsOf("job")).isZero();
        assertThat(rowsOf("job_row")).isZero();
    }

    @Test
    void parallelSubmitsOnABalanceForThreeGiveExactlyThree() throws Exception {
        Workspace poor = test.weir().workspaces().ensure("poor", true, false);
        test.weir().grant(poor.id(), 3 * 2 * PRICE + 1);
        List<Callable<Boolean>> submits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            submits.add(() -> {
                try {
                    test.weir()
                            .jobs()
                            .submit(new JobRequest(poor, "n", null, plan, null, null, false), inputs(2), NONE);
                    return true;
                } catch (Problem refused) {
                    assertThat(refused.kind()).isEqualTo(Problem.Kind.NOT_ENOUGH_CREDITS);
                    return false;
                }
            });
        }
        int taken = 0;
        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            for (Future<Boolean> submit : pool.invokeAll(submits)) {
                taken += submit.get() ? 1 : 0;
            }
        }
        assertThat(taken).isEqualTo(3);
        assertThat(rowsOf("job")).isEqualTo(3);
        assertThat(test.weir().available(poor.id())).isEqualTo(1);
        test.assertVerified();
    }

    @Test
    void textOfAllKindsComesOutAsItWentIn() {
        String odd = "Zoë \"quoted\" \\ back, \t tab; \uD83D\uDE00 {1,2} \u0001";
        Job job = test.submit(test.request(plan), List.of(Map.of("company.name", odd)), NONE);
        String stored = test.database()
                .ownerJdbc()
                .sql("SELECT input FROM weir.job_row WHERE job_id = ?")
                .param(job.id())
                .query(String.class)
                .single();
        assertThat(ValuesJson.read(stored).get("company.name")).contains(odd);
    }
}
