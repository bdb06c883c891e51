package dev.weir.server.rights;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Ask;
import dev.weir.provider.Heard;
import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.provider.Provider;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.provider.Values;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.RowView;
import dev.weir.server.suppression.Handle;
import dev.weir.server.testing.ScriptedLate;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.tickets.StoredSubmission;
import dev.weir.server.tickets.Tickets;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.OnDoubt;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who was erased stands nowhere afterwards, the books are right, and nothing comes back. */
@Timeout(120)
class ErasureTest {

    private static final String EMAIL = "jane.canary@acme.example";
    private static final String PROFILE = "https://www.linkedin.com/in/jane-canary-77";
    private static final String NAME = "Janecanary";
    private static final String BODY = "bodycanary";

    @TempDir
    Path folder;

    private TestWeir weir(Provider... vendors) {
        return new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendors))
                .settings(settings -> settings.with(settings.enrichment()
                                .withLinger(Duration.ofMillis(50))
                                .withLateLook(Duration.ofMillis(100)))
                        .withPublicUrl(URI.create("https://weir.example")));
    }

    private static void until(String what, BooleanSupplier done) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static Reply found(Map<String, Object> values, String body) {
        return new Reply.Found(
                new Values(values),
                new Receipt(PRICE, true, null, null, body.repeat(200).getBytes(StandardCharsets.UTF_8)));
    }

    private static Erasure request(TestWeir test, String handle) {
        long workspace = test.workspace().id();
        return test.weir()
                .transactions()
                .in(
                        workspace,
                        () -> test.weir()
                                .erasures()
                                .request(workspace, List.of(Handle.read(handle).orElseThrow()), true, false, "test"));
    }

    private static Erasure now(TestWeir test, Erasure erasure) {
        long workspace = test.workspace().id();
        return test.weir()
                .transactions()
                .in(workspace, () -> test.weir().erasures().find(workspace, erasure.id()));
    }

    private static void assertGone(TestWeir test, String... texts) {
        assertThat(Remains.of(test.database().ownerJdbc(), texts)).isEmpty();
    }

    /** Gives who has an address a profile and a title, and who has a profile a title. */
    private static ScriptedVendor vendor() {
        return ScriptedVendor.named("finder", ErasureTest::profile)
                .operation(
                        "find",
                        List.of(Set.of("person.work_email"), Set.of("company.domain")),
                        Set.of(),
                        List.of("person.linkedin_url"),
                        Charge.ACCEPTED,
                        Repeat.UNKNOWN);
    }

    private static Reply profile(Ask ask) {
        return switch (ask.text("person.work_email")) {
            case EMAIL -> found(Map.of("person.linkedin_url", PROFILE), BODY + " ");
            case "bob@other.example" ->
                found(Map.of("person.linkedin_url", "https://www.linkedin.com/in/bob-other-1"), "asked " + EMAIL + " ");
            default -> new Reply.NotFound(new Receipt(0, true, null, null, "nothing".getBytes(StandardCharsets.UTF_8)));
        };
    }

    private static ScriptedVendor titles() {
        return ScriptedVendor.named(
                        "titles",
                        ask -> ask.text("person.linkedin_url").equals(PROFILE)
                                ? found(Map.of("person.job_title", NAME + " of Titles"), BODY)
                                : found(Map.of("person.job_title", "Colleague of JANE.Canary@acme.example"), "x"))
                .operation(
                        "find",
                        Set.of("person.linkedin_url"),
                        List.of("person.job_title"),
                        Charge.ACCEPTED,
                        Repeat.UNKNOWN);
    }

    @Test
    void aPersonIsGoneFromEveryTableAndTheBooksAreRight() throws Exception {
        ScriptedVendor finder = vendor();
        ScriptedVendor titles = titles();
        try (TestWeir test = weir(finder, titles)) {
            Job job;
            try (RunningWeir engine = test.start()) {
                job = test.submit(
                        test.request(test.plan(
                                OnDoubt.HOLD, List.of("person.linkedin_url", "person.job_title"), "finder", "titles")),
                        List.of(
                                Map.of("person.work_email", EMAIL, "person.full_name", NAME),
                                Map.of("person.work_email", "bob@other.example", "person.full_name", "Bob"),
                                Map.of("person.linkedin_url", PROFILE, "person.full_name", NAME + " Again"),
                                Map.of("company.domain", "acme.example", "person.headline", "knows " + EMAIL)),
                        engine.engine());
                test.await(job);
            }
            JobProgress before = test.weir().jobs().progress(job);
            assertThat(before.credits().posted()).isPositive();
            test.assertVerified();
            assertThat(Remains.of(test.database().ownerJdbc(), NAME)).isNotEmpty();
            assertThat(Remains.of(test.database().ownerJdbc(), BODY)).isNotEmpty();

            Erasure erasure = request(test, EMAIL);
            assertThat(Remains.of(test.database().ownerJdbc(), "canary")).isNotEmpty();
            // Two programs by turns: nothing hangs on what one remembers.
            try (Weir other = test.another()) {
                for (int steps = 0; !now(test, erasure).isDone(); steps++) {
                    (steps % 2 == 0 ? test.weir() : other)
                            .erasures()
                            .step(test.workspace().id());
                    test.database().crank(Duration.ofSeconds(1));
                    assertThat(steps).isLessThan(200);
                }
            }
            assertGone(test, EMAIL, "jane.canary", "jane-canary", NAME, BODY);
            assertThat(test.weir().jobs().progress(job).credits()).isEqualTo(before.credits());
            test.assertVerified();

            Erasure done = now(test, erasure);
            assertThat(done.counts())
                    .containsEntry("rows", 2L)
                    .containsKeys("inputs", "cells", "records", "answers", "suppressions");
            assertThat(done.pass()).isPositive();
            // What is somebody else's is there, without the mention.
            List<RowView> rows = test.rows(job, 4);
            assertThat(TestWeir.text(rows.get(1), "person.linkedin_url"))
                    .isEqualTo("https://www.linkedin.com/in/bob-other-1");
            assertThat(TestWeir.text(rows.get(1), "person.job_title")).isEqualTo("Colleague of [erased]");
            assertThat(TestWeir.text(rows.get(0), "person.job_title")).isNull();
            long workspace = test.workspace().id();
            assertThat(test.weir()
                            .transactions()
                            .in(
                                    workspace,
                                    () -> test.weir()
                                            .suppressions()
                                            .onList(
                                                    workspace,
                                                    List.of(
                                                            Handle.read(EMAIL).orElseThrow(),
                                                            Handle.read(PROFILE).orElseThrow()))))
                    .hasSize(2);
        }
    }

    @Test
    void whatIsOnItsWayOfSomebodyWhoIsErasedIsPaidAndNotKept() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        ScriptedVendor finder = ScriptedVendor.giving("finder", "person.linkedin_url", ask -> {
            if (!ask.text("company.domain").equals("acme.example")) {
                return profile(new Ask(Map.of("person.work_email", "bob@other.example"), ask.wanted(), "k"));
            }
            asked.countDown();
            try {
                go.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return found(Map.of("person.linkedin_url", PROFILE), BODY);
        });
        try (TestWeir test = weir(finder);
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, List.of("person.linkedin_url"), "finder")),
                    List.of(
                            Map.of("company.domain", "acme.example", "person.work_email", EMAIL),
                            Map.of("company.domain", "other.example")),
                    engine.engine());
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            Erasure erasure = request(test, EMAIL);
            engine.erasing().news();
            until("it waits for the call", () -> now(test, erasure).phase().equals("wait"));
            go.countDown();
            JobProgress end = test.await(job);
            until("it is done", () -> now(test, erasure).isDone());
            assertThat(end.credits().posted()).isEqualTo(2 * PRICE);
            assertGone(test, EMAIL, "jane-canary", BODY);
            test.assertVerified();
        }
    }

    @Test
    void whatIsAnsweredLaterOfSomebodyWhoWasErasedIsDropped() {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 10, Charge.ACCEPTED, null);
        try (TestWeir test = weir(vendor);
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, List.of("company.name"), "late")),
                    List.of(
                            Map.of("company.domain", "acme.example", "person.work_email", EMAIL),
                            Map.of("company.domain", "other.example")),
                    engine.engine());
            until(
                    "both are out",
                    () -> vendor.submissions().stream()
                                    .mapToInt(submission -> submission.items().size())
                                    .sum()
                            == 2);
            Erasure erasure = request(test, EMAIL);
            engine.erasing().news();
            until("it is done", () -> now(test, erasure).isDone());
            until(
                    "its row has ended",
                    () -> test.weir().jobs().progress(job).rows().completed() == 1);
            for (Submission submission : vendor.submissions()) {
                String token = submission
                        .callbackText()
                        .substring(submission.callbackText().lastIndexOf('/') + 1);
                long workspace = Tickets.workspaceOf(token).orElseThrow();
                test.weir().transactions().in(workspace, () -> {
                    StoredSubmission stored =
                            test.weir().submissions().byToken(workspace, token).orElseThrow();
                    return test.weir()
                            .tickets()
                            .heard(
                                    stored,
                                    Heard.last(
                                            ScriptedLate.answers(
                                                    submission, _ -> found(Map.of("company.name", NAME), BODY)),
                                            null));
                });
                engine.engine().start(job.id());
            }
            JobProgress end = test.await(job);
            assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(end.credits().posted()).isEqualTo(PRICE);
            List<RowView> rows = test.rows(job, 2);
            assertThat(rows.getFirst().cells().getFirst().state()).isEqualTo(CellState.SKIPPED);
            assertThat(rows.getFirst().cells().getFirst().reason()).isEqualTo("suppressed");
            assertThat(TestWeir.text(rows.getLast(), "company.name")).isEqualTo(NAME);
            assertGone(test, EMAIL);
            assertThat(test.database()
                            .ownerJdbc()
                            .sql(
                                    "SELECT count(*) FROM weir.enrichment_record WHERE row_idx = 0 AND outputs IS NOT NULL")
                            .query(Long.class)
                            .single())
                    .isZero();
            test.assertVerified();
        }
    }
}
