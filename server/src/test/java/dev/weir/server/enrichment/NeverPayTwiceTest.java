package dev.weir.server.enrichment;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static dev.weir.server.testing.ScriptedVendor.found;
import static dev.weir.server.testing.ScriptedVendor.notFound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.JobRequest;
import dev.weir.server.jobs.RowView;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.Acceptance;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.Completeness;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import dev.weir.server.workspace.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class NeverPayTwiceTest {

    private static final List<String> NAME = List.of("company.name");

    @TempDir
    Path folder;

    private TestWeir scripted(ScriptedVendor... vendors) {
        return new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendors));
    }

    @Test
    void rowsThatAreAlikeAreAskedOnceAndAnsweredEverywhere() {
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder);
                RunningWeir engine = test.start()) {
            List<Map<String, Object>> rows = new ArrayList<>(TestWeir.companies(20));
            rows.addAll(TestWeir.companies(20));
            rows.addAll(TestWeir.companies(20));
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, List.of("company.industry"), "apollo", "pdl")),
                    rows,
                    engine.engine());
            JobProgress end = test.await(job);

            List<RowView> views = test.rows(job, 60);
            for (int row = 0; row < 20; row++) {
                String first = TestWeir.text(views.get(row), "company.industry");
                assertThat(TestWeir.text(views.get(row + 20), "company.industry"))
                        .isEqualTo(first);
                assertThat(TestWeir.text(views.get(row + 40), "company.industry"))
                        .isEqualTo(first);
            }
            assertThat(test.sandbox().ledger().summary().lines()).isNotEmpty().allSatisfy(line -> {
                assertThat(line.askedMoreThanOnce()).isZero();
                assertThat(line.chargedRepeats()).isZero();
            });
            assertThat(end.credits().posted()).isPositive().isLessThanOrEqualTo(20 * 1_000);
            test.assertVerified();
        }
    }

    @Test
    void aSecondJobRemembersFindsAndMisses() {
        ScriptedVendor vendor = ScriptedVendor.giving(
                "acme",
                "company.name",
                ask -> ask.text("company.domain").contains("1") ? found("company.name", "Acme") : notFound());
        try (TestWeir test = scripted(vendor);
                RunningWeir engine = test.start()) {
            Plan plan = test.plan(OnDoubt.HOLD, NAME, "acme");
            test.await(test.submit(test.request(plan), TestWeir.companies(5), engine.engine()));
            Job second = test.submit(test.request(plan), TestWeir.companies(5), engine.engine());
            JobProgress end = test.await(second);

            assertThat(vendor.calls()).isEqualTo(5);
            assertThat(end.credits().posted()).isZero();
            assertThat(end.rows().completed()).isEqualTo(1);
            test.assertVerified();
        }
    }

    @Test
    void aMissIsBelievedForAWeekAndAFindForAMonth() {
        ScriptedVendor vendor = ScriptedVendor.giving(
                "acme",
                "company.name",
                ask -> ask.text("company.domain").contains("1") ? found("company.name", "Acme") : notFound());
        try (TestWeir test = scripted(vendor)) {
            Plan plan = test.plan(OnDoubt.HOLD, NAME, "acme");
            for (int[] dayAndCalls : new int[][] {{0, 5}, {6, 5}, {2, 9}, {15, 13}, {9, 18}}) {
                test.database().crank(Duration.ofDays(dayAndCalls[0]));
                try (RunningWeir engine = test.start()) {
                    test.await(test.submit(test.request(plan), TestWeir.companies(5), engine.engine()));
                }
                assertThat(vendor.calls()).isEqualTo(dayAndCalls[1]);
            }
        }
    }

    @Test
    void whoWantsItFreshAsksAgainButEachQuestionOnce() {
        ScriptedVendor vendor = ScriptedVendor.giving("acme", "company.name", _ -> found("company.name", "Acme"));
        try (TestWeir test = scripted(vendor);
                RunningWeir engine = test.start()) {
            Plan plan = test.plan(OnDoubt.HOLD, NAME, "acme");
            test.await(test.submit(test.request(plan), TestWeir.companies(3), engine.engine()));
            List<Map<String, Object>> twice = new ArrayList<>(TestWeir.companies(3));
            twice.addAll(TestWeir.companies(3));
            JobRequest fresh = new JobRequest(test.workspace(), "fresh", null, plan, null, null, true);
            JobProgress end = test.await(test.submit(fresh, twice, engine.engine()));

            assertThat(vendor.calls()).isEqualTo(6);
            assertThat(end.credits().posted()).isEqualTo(3 * PRICE);
            test.assertVerified();
        }
    }

    @Test
    void twoJobsAtOnceShareTheirCalls() throws Exception {
        CountDownLatch bothSubmitted = new CountDownLatch(1);
        ScriptedVendor vendor = ScriptedVendor.giving("acme", "company.name", _ -> {
            awaitUninterruptibly(bothSubmitted);
            return found("company.name", "Acme");
        });
        try (TestWeir test = scripted(vendor);
                RunningWeir one = test.start();
                RunningWeir two = test.startBesideOthers()) {
            Plan plan = test.plan(OnDoubt.HOLD, NAME, "acme");
            Job first = test.submit(test.request(plan), TestWeir.companies(30), one.engine());
            Job second = test.submit(test.request(plan), TestWeir.companies(30), two.engine());
            test.await(first, "asking", progress -> vendor.calls() > 0);
            bothSubmitted.countDown();
            JobProgress a = test.await(first);
            JobProgress b = test.await(second);

            assertThat(vendor.calls()).isEqualTo(30);
            assertThat(a.credits().posted() + b.credits().posted()).isEqualTo(30 * PRICE);
            assertThat(a.rows().completed() + b.rows().completed()).isEqualTo(60);
            test.assertVerified();
        }
    }

    /**
     * The moment in which a question could be paid twice: its answer is being committed while another program, which has
     * not seen it yet, is about to open an intent for the same.
     */
    @Test
    void anAnswerThatIsBeingCommittedElsewhereIsNotBoughtAgain() throws Exception {
        CountDownLatch settling = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ScriptedVendor vendor = ScriptedVendor.giving("acme", "company.name", _ -> found("company.name", "Acme"));
        Failpoint holdsTheSettlement = point -> {
            if (point.equals("journal.beforeCommit") && vendor.calls() == 1) {
                settling.countDown();
                awaitUninterruptibly(release);
            }
        };
        try (TestWeir test = scripted(vendor)) {
            // One batch at a time: the first engine is busy with its own.
            test.settings(settings -> settings.with(settings.conductor().withMaxRows(1)));
            Plan plan = test.plan(OnDoubt.HOLD, NAME, "acme");
            try (RunningWeir one = test.start(UUID.randomUUID(), holdsTheSettlement)) {
                Job first = test.submit(test.request(plan), TestWeir.companies(1), one.engine());
                settling.await();
                try (RunningWeir two = test.startBesideOthers()) {
                    Job second = test.submit(test.request(plan), TestWeir.companies(1), two.engine());
                    test.await(
                            second,
                            "kept waiting by the first",
                            _ -> test.database().isKeptWaiting("INSERT INTO weir.intent"));
                    release.countDown();
                    JobProgress a = test.await(first);
                    JobProgress b = test.await(second);

                    assertThat(vendor.calls()).isEqualTo(1);
                    assertThat(a.credits().posted() + b.credits().posted()).isEqualTo(PRICE);
                    assertThat(b.rows().completed()).isEqualTo(1);
                    test.assertVerified();
                }
            }
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anotherWorkspacePaysForItself() {
        ScriptedVendor vendor = ScriptedVendor.giving("acme", "company.name", _ -> found("company.name", "Acme"));
        try (TestWeir test = scripted(vendor);
                RunningWeir engine = test.start()) {
            Plan plan = test.plan(OnDoubt.HOLD, NAME, "acme");
            Workspace other = test.weir().workspaces().ensure("other", true, true);
            test.await(test.submit(test.request(plan), TestWeir.companies(2), engine.engine()));
            Job theirs = test.submit(
                    new JobRequest(other, "t", null, plan, null, null, false), TestWeir.companies(2), engine.engine());
            assertThat(test.await(theirs).credits().posted()).isEqualTo(2 * PRICE);
            assertThat(vendor.calls()).isEqualTo(4);
        }
    }

    @Test
    void everyCellJudgesASharedAnswerByItsOwnStep() {
        Reply reply = new Reply.Found(
                new Values(Map.of("person.work_email", "ada@example.com", "person.work_email_confidence", 60L)),
                ScriptedVendor.receipt(PRICE));
        ScriptedVendor vendor = ScriptedVendor.named("acme", _ -> reply)
                .operation(
                        "find",
                        Set.of("company.domain"),
                        List.of("person.work_email", "person.work_email_confidence"),
                        dev.weir.provider.OperationSpec.Charge.ACCEPTED,
                        dev.weir.provider.OperationSpec.Repeat.UNKNOWN);
        try (TestWeir test = scripted(vendor);
                RunningWeir engine = test.start()) {
            Plan lenient = test.plan(OnDoubt.HOLD, List.of("person.work_email"), "acme");
            Step step = lenient.steps().getFirst();
            Plan strict = new Plan(
                    List.of(new Step(
                            step.name(),
                            step.fields(),
                            step.places(),
                            Completeness.MERGE,
                            new Acceptance(Set.of(), 90))),
                    OnDoubt.HOLD);
            Job picky = test.submit(test.request(strict), TestWeir.companies(2), engine.engine());
            assertThat(test.await(picky).status()).isEqualTo(JobStatus.FAILED);
            assertThat(test.rows(picky, 1).getFirst().cells().getFirst())
                    .isEqualTo(new RowView.CellView("person.work_email", CellState.FAILED, "rejected"));
            Job easy = test.submit(test.request(lenient), TestWeir.companies(2), engine.engine());
            JobProgress end = test.await(easy);

            assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(end.credits().posted()).isZero();
            assertThat(vendor.calls()).isEqualTo(2);
            test.assertVerified();
        }
    }
}
