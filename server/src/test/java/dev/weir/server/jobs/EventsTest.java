package dev.weir.server.jobs;

import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.Reply;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.credits.Ledger;
import dev.weir.server.enrichment.Doubts;
import dev.weir.server.jobs.engine.Engine;
import dev.weir.server.problem.Problem;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.webhooks.Fanout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(180)
class EventsTest {

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

    private List<JsonNode> bodies() {
        return test
                .database()
                .ownerJdbc()
                .sql("SELECT body FROM weir.event ORDER BY id")
                .query(String.class)
                .list()
                .stream()
                .map(JsonMapper.shared()::readTree)
                .toList();
    }

    private List<String> types() {
        return bodies().stream().map(body -> body.at("/type").asString()).toList();
    }

    /** Somebody who wants to hear of that. */
    private void subscribe(String types) {
        test.database()
                .ownerJdbc()
                .sql("INSERT INTO weir.webhook (workspace_id, callback_url, event_types, is_active)"
                        + " VALUES (?, 'https://hooks.example', ?::text[], true)")
                .param(test.workspace().id())
                .param(types)
                .update();
    }

    private long deliveries() {
        return test.database()
                .ownerJdbc()
                .sql("SELECT count(*) FROM weir.webhook_delivery")
                .query(Long.class)
                .single();
    }

    @Test
    void aJobTellsOfItsBeginningAndItsEndInOrderWithCountsAndMoney() {
        try (RunningWeir engine = test.start()) {
            Job job = test.submit(test.request(plan), TestWeir.companies(3), engine.engine());
            test.await(job);

            assertThat(types()).containsExactly("job.started", "job.completed");
            JsonNode end = bodies().getLast();
            assertThat(end.at("/id").asString()).matches("evt_[0-9a-f]{32}");
            assertThat(end.at("/workspaceId").asLong())
                    .isEqualTo(test.workspace().id());
            assertThat(end.at("/jobId").asLong()).isEqualTo(job.id());
            assertThat(end.at("/sequence").asLong()).isEqualTo(2);
            assertThat(end.at("/data/totalRecords").asInt()).isEqualTo(3);
            assertThat(end.at("/data/completedRecords").asInt()).isEqualTo(3);
            assertThat(end.at("/data/estimatedCredits").asDouble()).isEqualTo(6.0);
            assertThat(end.at("/data/spentCredits").asDouble()).isEqualTo(6.0);
        }
        test.assertVerified();
    }

    @Test
    void anEngineHearsOfAResumeWhenOthersCanSeeItAndOfNoneThatWasTakenBack() {
        Job job = test.submit(test.request(plan), TestWeir.companies(2), NoEngine.INSTANCE);
        test.weir().jobs().pause(job, NoEngine.INSTANCE);
        List<Boolean> seen = new ArrayList<>();
        Engine engine = new Engine() {
            @Override
            public void start(long jobId) {
                seen.add(CompletableFuture.supplyAsync(
                                () -> test.weir().jobs().progress(job).paused(),
                                task -> Thread.ofVirtual().start(task))
                        .join());
            }

            @Override
            public void wake(long batchId) {}

            @Override
            public void stop(long jobId) {}
        };

        assertThatThrownBy(() -> test.weir().transactions().in(test.workspace().id(), () -> {
                    test.weir().jobs().resume(job, engine);
                    throw new IllegalStateException("taken back");
                }))
                .hasMessage("taken back");
        assertThat(seen).isEmpty();
        test.weir().transactions().in(test.workspace().id(), () -> {
            test.weir().jobs().resume(job, engine);
            assertThat(seen).isEmpty();
            return job;
        });

        assertThat(seen).containsExactly(false);
    }

    @Test
    void whatIsDoneTwiceIsToldOnce() {
        Job job = test.submit(test.request(plan), TestWeir.companies(2), NoEngine.INSTANCE);
        test.weir().jobs().pause(job, NoEngine.INSTANCE);
        test.weir().jobs().pause(job, NoEngine.INSTANCE);
        test.weir().jobs().resume(job, NoEngine.INSTANCE);
        test.weir().jobs().pause(job, NoEngine.INSTANCE);
        test.weir().jobs().cancel(job, NoEngine.INSTANCE);
        test.weir().jobs().cancel(job, NoEngine.INSTANCE);
        try (RunningWeir _ = test.start()) {
            test.await(job);
        }

        assertThat(types()).containsExactly("job.started", "job.paused", "job.paused", "job.cancelled");
        assertThat(bodies().stream().map(body -> body.at("/sequence").asLong())).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void aSubmitThatIsRefusedTellsNothing() {
        assertThatThrownBy(() -> test.submit(test.request(plan), List.of(), NoEngine.INSTANCE))
                .isInstanceOf(Problem.class);

        assertThat(types()).isEmpty();
    }

    @Test
    void aDoubtThatIsSettledOrAskedAgainUpdatesItsRow() {
        vendor.answers(_ -> new Reply.Lost("cut"));
        try (RunningWeir engine = test.start()) {
            Job job = test.submit(test.request(plan), TestWeir.companies(2), engine.engine());
            test.await(job);
            Doubts doubts = test.weir().doubts();
            doubts.resolve(test.workspace(), job, 0, Doubts.Resolution.CHARGED);
            vendor.answers(_ -> found("company.name", "Acme"));
            doubts.resolve(test.workspace(), job, 1, Doubts.Resolution.RETRY);
            engine.engine().start(job.id());
            test.await(job);

            assertThat(types())
                    .containsExactly("job.started", "job.failed", "row.updated", "row.updated", "row.updated");
            List<String> rows = bodies().stream()
                    .skip(2)
                    .map(body -> body.at("/data/row/rowIndex") + " "
                            + body.at("/data/row/status").asString())
                    .toList();
            assertThat(rows).containsExactly("0 failed", "1 waiting", "1 completed");
            assertThat(bodies().getLast().at("/data/completedRecords").asInt()).isEqualTo(1);
            assertThat(bodies().getLast().at("/data/inDoubtRecords").asInt()).isZero();
            assertThat(bodies().getLast().at("/data/status").asString())
                    .as("no event changes how the job has ended")
                    .isEqualTo("failed");
        }
        test.assertVerified();
    }

    @Test
    void rowsAreToldOfInGroupsWhereSomebodyWantsThem() {
        try (RunningWeir engine = test.start()) {
            Job before = test.submit(test.request(plan), TestWeir.companies(2), engine.engine());
            test.await(before);
            subscribe("{row.completed}");
            Job job = test.submit(test.request(plan), TestWeir.companies(400), engine.engine());
            test.await(job);

            List<JsonNode> groups = bodies().stream()
                    .filter(body -> body.at("/type").asString().equals("row.completed"))
                    .toList();
            assertThat(groups).isNotEmpty().hasSizeLessThan(100);
            List<Integer> rows = new ArrayList<>();
            groups.forEach(group -> {
                assertThat(group.at("/jobId").asLong()).isEqualTo(job.id());
                group.at("/data/completedRows").forEach(row -> rows.add(row.asInt()));
            });
            assertThat(rows).hasSize(400).doesNotHaveDuplicates();
            assertThat(deliveries()).isEqualTo(groups.size());
            List<Long> sequences = bodies().stream()
                    .filter(body -> body.at("/jobId").asLong() == job.id())
                    .map(body -> body.at("/sequence").asLong())
                    .toList();
            assertThat(sequences)
                    .isEqualTo(
                            LongStream.rangeClosed(1, sequences.size()).boxed().toList());
        }
        test.assertVerified();
    }

    @Test
    void aCredentialThatIsRefusedIsToldOnceHoweverManyNodesHearIt() {
        vendor.answers(_ -> new Reply.AuthFailed("401"));
        try (Weir other = test.another();
                RunningWeir first = test.startBesideOthers();
                RunningWeir _ = test.start(other, UUID.randomUUID(), _ -> {})) {
            List<Job> jobs = List.of(
                    test.submit(test.request(plan), TestWeir.companies(20), first.engine()),
                    test.submit(test.request(plan), TestWeir.companies(20), first.engine()));
            awaitOne("provider.stopped");
            jobs.forEach(job -> test.weir().jobs().cancel(job, first.engine()));
            jobs.forEach(test::await);

            List<JsonNode> stops = bodies().stream()
                    .filter(body -> body.at("/type").asString().equals("provider.stopped"))
                    .toList();
            assertThat(stops).singleElement().satisfies(stop -> {
                assertThat(stop.at("/data/provider").asString()).isEqualTo("acme");
                assertThat(stop.at("/data/reason").asString()).isEqualTo("key_rejected");
                assertThat(stop.has("sequence")).isFalse();
            });
        }
    }

    private void awaitOne(String type) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!types().contains(type)) {
            assertThat(System.nanoTime()).as("nobody told " + type).isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void aSubscriptionWaitsForEventsThatAreBeingWrittenAndMissesNoneAfterIt() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch made = new CountDownLatch(1);
        Executor threads = task -> Thread.ofVirtual().start(task);
        Events events = new Events(
                test.database().jdbc(),
                new Ledger(test.database().jdbc()),
                new Fanout(test.database().jdbc(), test.database().transactions()));
        CompletableFuture<Void> teller = CompletableFuture.runAsync(
                () -> test.database().transactions().in(test.workspace().id(), () -> {
                    events.creditsLow(test.workspace().id(), 1, 2);
                    written.countDown();
                    awaitUntil(made);
                    return true;
                }),
                threads);
        written.await();
        CompletableFuture<Void> subscriber = CompletableFuture.runAsync(
                () -> test.database().transactions().in(test.workspace().id(), () -> {
                    test.database()
                            .jdbc()
                            .sql("SELECT pg_advisory_xact_lock(7313093, ?)")
                            .param((int) test.workspace().id())
                            .query((_, _) -> true)
                            .single();
                    subscribe("{credits.low}");
                    return true;
                }),
                threads);
        while (!test.database().isKeptWaiting("SELECT pg_advisory_xact_lock(")) {
            LockSupport.parkNanos(1_000_000);
        }
        made.countDown();
        teller.join();
        subscriber.join();
        assertThat(deliveries()).isZero();
        test.database().transactions().in(test.workspace().id(), () -> {
            events.creditsLow(test.workspace().id(), 1, 2);
            return true;
        });
        assertThat(deliveries()).isEqualTo(1);
    }

    private static void awaitUntil(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
