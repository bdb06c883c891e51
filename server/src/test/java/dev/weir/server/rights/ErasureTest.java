package dev.weir.server.rights;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.weir.server.audience.Arrival;
import dev.weir.server.audience.Arrived;
import dev.weir.server.audience.Finding;
import dev.weir.server.audience.From;
import dev.weir.server.audience.Kept;
import dev.weir.server.audience.Subscriber;
import dev.weir.server.enrichment.Doubts;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.RowView;
import dev.weir.server.storage.DestinationErasure;
import dev.weir.server.suppression.Handle;
import dev.weir.server.testing.ScriptedLate;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.tickets.StoredSubmission;
import dev.weir.server.tickets.Tickets;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.OnDoubt;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

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
        return request(test, handle, false);
    }

    private static Erasure request(TestWeir test, String handle, boolean destinations) {
        long workspace = test.workspace().id();
        return test.weir()
                .transactions()
                .in(
                        workspace,
                        () -> test.weir()
                                .erasures()
                                .request(
                                        workspace,
                                        List.of(Handle.read(handle).orElseThrow()),
                                        true,
                                        destinations,
                                        "test"));
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
                            .eraser()
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

    /** A source says that somebody has subscribed, with that beside the address. */
    private static Arrived arrives(TestWeir test, String email, Map<String, Object> values, String payload) {
        long workspace = test.workspace().id();
        return test.weir()
                .transactions()
                .in(
                        workspace,
                        () -> test.weir()
                                .subscribers()
                                .receive(
                                        workspace,
                                        new From(1, From.Merge.NEWER, From.Kind.API),
                                        List.of(new Arrival(email, new Values(values), null, null, null, payload))))
                .getFirst();
    }

    private static long made(Arrived arrived) {
        return Objects.requireNonNull(arrived.subscriberId());
    }

    @Test
    void aSubscriberGoesWithAllThatCameOfThemAndDoesNotComeBack() throws Exception {
        try (TestWeir test = weir(vendor())) {
            long workspace = test.workspace().id();
            String payload = "{\"e\": \"" + EMAIL + "\", \"n\": \"" + NAME + "\"}";
            long jane = Objects.requireNonNull(arrives(test, EMAIL, Map.of("person.full_name", NAME), payload)
                    .subscriberId());
            long bob = Objects.requireNonNull(arrives(
                            test,
                            "bob@other.example",
                            Map.of("person.headline", "knows " + EMAIL, "person.full_name", "Bob"),
                            "e=bob%40other.example&h=knows+jane.canary%40acme.example&" + BODY)
                    .subscriberId());
            arrives(test, "no address", Map.of(), payload);
            test.weir().transactions().in(workspace, () -> {
                test.weir()
                        .subscribers()
                        .found(
                                workspace,
                                List.of(new Finding(
                                        jane,
                                        77,
                                        0,
                                        Map.of(
                                                "person.linkedin_url",
                                                Kept.found(
                                                        PROFILE,
                                                        Instant.parse("2026-11-01T00:00:00Z"),
                                                        77,
                                                        "finder")))));
                return jane;
            });
            JdbcClient owner = test.database().ownerJdbc();
            owner.sql("""
                    INSERT INTO weir.enrichment_request (workspace_id, subscriber_id, blueprint, source_id, automatic)
                    VALUES (?, ?, 'b', 1, false), (?, ?, 'b', 1, false), (?, 999999, 'b', 1, false)
                    """).params(workspace, jane, workspace, bob, workspace).update();
            owner.sql("""
                    INSERT INTO weir.audience_upload (workspace_id, source_id, name, uploaded_by) VALUES (?, 1, ?, 'test')
                    """).params(workspace, EMAIL + ".csv").update();
            ByteArrayOutputStream told = new ByteArrayOutputStream();
            test.weir().subjects().write(workspace, List.of(Handle.read(PROFILE).orElseThrow()), told);
            assertThat(told.toString(StandardCharsets.UTF_8))
                    .contains("\"email\":\"" + EMAIL + "\"", "\"person.full_name\":{\"value\":\"" + NAME)
                    .contains("\"how\":\"enrichment\"", "\"state\":\"pending\"")
                    .containsPattern("\"refusedArrivals\":\\[\\{[^\\]]*\"outcome\":\"refused\"[^\\]]*" + NAME)
                    .doesNotContain("bob@other.example");

            // By the profile, which enrichment alone has found.
            Erasure erasure = request(test, PROFILE);
            for (int steps = 0; !now(test, erasure).isDone(); steps++) {
                test.weir().eraser().step(workspace);
                test.database().crank(Duration.ofSeconds(1));
                assertThat(steps).isLessThan(200);
            }

            assertGone(test, EMAIL, "jane.canary", "jane-canary", NAME, BODY);
            assertThat(now(test, erasure).counts())
                    .containsEntry("subscribers", 2L)
                    .containsEntry("enrichment_requests", 2L);
            Map<Long, Subscriber> left = test.weir()
                    .transactions()
                    .in(workspace, () -> test.weir().subscribers().find(workspace, List.of(jane, bob)));
            assertThat(left).containsOnlyKeys(bob);
            assertThat(Objects.requireNonNull(left.get(bob)).known(Set.of()).byField())
                    .containsEntry("person.headline", "knows [erased]")
                    .containsEntry("person.full_name", "Bob");

            assertThat(arrives(test, EMAIL, Map.of("person.full_name", NAME), payload)
                            .outcome())
                    .isEqualTo(Arrived.Outcome.REFUSED);
            assertGone(test, EMAIL, "jane.canary", NAME);
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

    /** What was asked of tables elsewhere, and how they take it. */
    private static final class Asked {
        private final Set<String> keys = new TreeSet<>();
        private final Set<String> handles = new TreeSet<>();
        private boolean down;

        List<DestinationErasure.Emptied> erase(Collection<String> moreKeys, Collection<String> moreHandles) {
            keys.addAll(moreKeys);
            handles.addAll(moreHandles);
            return List.of(
                    down
                            ? new DestinationErasure.Emptied("hq.people", 0, "It cannot be reached.", true)
                            : new DestinationErasure.Emptied("hq.people", 2, null, false));
        }
    }

    private static Erasure carriedOut(TestWeir test, Erasure erasure, Asked asked) {
        long workspace = test.workspace().id();
        Eraser eraser = test.weir().eraser();
        for (int steps = 0; !now(test, erasure).isDone() && !now(test, erasure).waitsForTables(); steps++) {
            if (!eraser.step(workspace)
                    && !eraser.stepElsewhere(workspace, (_, keys, handles) -> asked.erase(keys, handles))) {
                test.database().crank(Duration.ofSeconds(1));
            }
            assertThat(steps).isLessThan(300);
        }
        return now(test, erasure);
    }

    @Test
    void tablesElsewhereAreEmptiedByWhoItIsAboutAndAgainWhileTheyAreDown() {
        ScriptedVendor finder = ScriptedVendor.named(
                        "finder",
                        _ -> found(Map.of("person.linkedin_url", PROFILE, "person.mobile_phone", "+491711234567"), "x"))
                .operation(
                        "find",
                        Set.of("person.work_email"),
                        List.of("person.linkedin_url", "person.mobile_phone"),
                        Charge.ACCEPTED,
                        Repeat.UNKNOWN);
        try (TestWeir test = weir(finder)) {
            Job job;
            try (RunningWeir engine = test.start()) {
                job = test.submit(
                        test.request(test.plan(
                                OnDoubt.HOLD, List.of("person.linkedin_url", "person.mobile_phone"), "finder")),
                        List.of(
                                Map.of("person.work_email", EMAIL),
                                Map.of("person.full_name", "Bob", "person.personal_email", "bob@other.example")),
                        engine.engine());
                test.await(job);
            }
            long workspace = test.workspace().id();
            JdbcClient owner = test.database().ownerJdbc();
            // As cells are that have reused a result that is gone, one from outside, and one of somebody else.
            owner.sql("""
                            UPDATE weir.cell SET state = 2, reason = 'reused', kept = json_build_object('reused', json_build_array(
                                CASE WHEN step = 0 THEN json_build_object('jobId', 99, 'rowIndex', 3, 'step', 1, 'at', now())
                                     ELSE json_build_object('jobId', job_id, 'rowIndex', 1, 'step', 0, 'at', now()) END, -1))::text
                            WHERE row_idx = 0
                            """).update();
            long reported = owner.sql("""
                            INSERT INTO weir.outside_result (workspace_id, workflow_id, data, reported_by)
                            VALUES (?, gen_random_uuid(), ?, 'test'), (?, gen_random_uuid(), ?, 'test') RETURNING id
                            """)
                    .params(workspace, "{\"who\":\"" + EMAIL + "\"}", workspace, "{\"text\":\"knows " + EMAIL + "\"}")
                    .query(Long.class)
                    .list()
                    .getFirst();
            // That Weir knows the profile and the number although the cells above have forgotten them.
            owner.sql("UPDATE weir.job_row SET input = ? WHERE row_idx = 0")
                    .param("{\"person.work_email\":\"" + EMAIL + "\",\"person.linkedin_url\":\"" + PROFILE
                            + "\",\"person.mobile_phone\":\"+491711234567\"}")
                    .update();
            Asked asked = new Asked();
            assertThat(carriedOut(test, request(test, EMAIL), asked).isDone()).isTrue();
            assertThat(asked.keys).isEmpty();

            // One that cannot go on holds up nobody.
            Erasure stuck = request(test, "stuck@other.example");
            assertThat(test.weir()
                            .transactions()
                            .in(workspace, () -> test.weir().vault().forget(workspace, "erasure:" + stuck.id())))
                    .isTrue();
            Erasure second = request(test, EMAIL, true);
            assertThatThrownBy(() -> test.weir().eraser().step(workspace)).isInstanceOf(IllegalStateException.class);
            assertThat(now(test, stuck).troubles()).containsOnlyKeys("weir");

            asked.down = true;
            Erasure waiting = carriedOut(test, second, asked);
            assertThat(waiting.isDone()).isFalse();
            assertThat(waiting.troubles()).containsEntry("hq.people", "It is tried again. It cannot be reached.");
            String own = job.id() + ":0:";
            assertThat(asked.keys).containsExactlyInAnyOrder(own + 0, own + 1, "99:3:1", "outside:" + reported);
            assertThat(asked.handles).containsExactly(EMAIL);
            asked.keys.clear();
            test.database().crank(Duration.ofSeconds(6));
            assertThat(test.weir().eraser().stepElsewhere(workspace, (_, keys, handles) -> asked.erase(keys, handles)))
                    .isTrue();
            test.database().crank(Duration.ofSeconds(6));
            assertThat(test.weir().eraser().stepElsewhere(workspace, (_, keys, handles) -> asked.erase(keys, handles)))
                    .as("it waits longer each time")
                    .isFalse();
            test.database().crank(Duration.ofSeconds(6));
            asked.down = false;
            while (test.weir().eraser().stepElsewhere(workspace, (_, keys, handles) -> asked.erase(keys, handles))) {}
            Erasure done = now(test, second);
            assertThat(done.isDone()).isTrue();
            assertThat(done.troubles()).isEmpty();
            assertThat(done.emptied()).containsOnlyKeys("hq.people");
            assertThat(asked.keys).hasSize(4);

            // Nothing is left to find it again by, and who is down for days is given up.
            asked.keys.clear();
            asked.down = true;
            Erasure third = carriedOut(test, request(test, EMAIL, true), asked);
            assertThat(asked.keys).isEmpty();
            test.database().crank(Duration.ofHours(73));
            assertThat(test.weir().eraser().stepElsewhere(workspace, (_, keys, handles) -> asked.erase(keys, handles)))
                    .isTrue();
            assertThat(now(test, third).isDone()).isTrue();
            assertThat(now(test, third).troubles()).containsEntry("hq.people", "It cannot be reached.");
        }
    }

    @Test
    void aDoubtThatWasResolvedAsChargedIsSoInTheBooksOfWhoIsErased() {
        ScriptedVendor lossy = ScriptedVendor.giving("lossy", "company.name", _ -> new Reply.Lost("cut"));
        try (TestWeir test = weir(lossy)) {
            try (RunningWeir engine = test.start()) {
                Job job = test.submit(
                        test.request(test.plan(OnDoubt.SKIP, List.of("company.name"), "lossy")),
                        TestWeir.companies(1),
                        engine.engine());
                test.await(job);
                test.weir().doubts().resolve(test.workspace(), job, 0, Doubts.Resolution.CHARGED);
            }
            String domain = "company0.example";
            carriedOut(test, request(test, "@" + domain), new Asked());
            assertGone(test, domain);
            test.assertVerified();
        }
    }
}
