package dev.weir.server.webhooks;

import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.egress.EgressSettings.Reach;
import dev.weir.server.egress.EgressSettings.Target;
import dev.weir.server.jobs.EventType;
import dev.weir.server.jobs.Job;
import dev.weir.server.problem.Problem;
import dev.weir.server.testing.Death;
import dev.weir.server.testing.Receiver;
import dev.weir.server.testing.Receiver.Heard;
import dev.weir.server.testing.Receiver.Say;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.webhooks.Delivery.State;
import dev.weir.server.webhooks.Webhooks.WithSecret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(90)
class WebhooksTest {

    private final Receiver receiver = new Receiver();
    private TestWeir test;
    private RunningWeir running;
    private Webhooks webhooks;

    @BeforeAll
    void open(@TempDir Path folder) {
        ScriptedVendor vendor = ScriptedVendor.giving("acme", "company.name", _ -> found("company.name", "Acmé"));
        Reach reach = new Reach(Set.of(new Target("127.0.0.1", receiver.port())), false, false, Set.of());
        test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor))
                .settings(settings ->
                        settings.with(WebhookSettings.DEFAULT.with(reach).withPoll(Duration.ofMillis(20))));
        running = test.start();
        webhooks = running.webhooks();
    }

    @AfterAll
    void close() {
        running.close();
        test.close();
        receiver.close();
    }

    private long workspace() {
        return test.workspace().id();
    }

    private <T> T inTransaction(java.util.function.Supplier<T> work) {
        return test.weir().transactions().in(workspace(), work);
    }

    private WithSecret subscribe(String path, EventType... types) {
        return inTransaction(() -> webhooks.create(workspace(), receiver.url(path), List.of(types), true));
    }

    private void tell() {
        inTransaction(() -> {
            test.weir().events().creditsLow(workspace(), 1_500, 2_000);
            return true;
        });
    }

    private void quiet(WithSecret made) {
        inTransaction(() -> {
            webhooks.delete(workspace(), made.webhook().id());
            return true;
        });
    }

    private List<Delivery> deliveries(WithSecret made) {
        return webhooks.deliveries(workspace(), made.webhook().id(), null, null, 0, 100)
                .entries();
    }

    private Delivery only(WithSecret made) {
        List<Delivery> all = deliveries(made);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private Delivery awaitOnly(WithSecret made, Predicate<Delivery> wanted) {
        awaitTrue(() -> wanted.test(only(made)));
        return only(made);
    }

    private static void awaitTrue(java.util.function.BooleanSupplier wanted) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!wanted.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it has not become so").isLessThan(end);
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** As the library of Standard Webhooks does it. */
    private static void verify(String secret, Heard heard) throws WebhookVerificationException {
        new Webhook(secret)
                .verify(
                        new String(heard.body().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8),
                        heard.headers());
    }

    private static String hmac(String secret, Heard heard) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(heard.body().getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static JsonNode json(Heard heard) {
        return JsonMapper.shared().readTree(heard.body());
    }

    // First: engines wait for nodes that other tests have let die, or whose clock they have cranked.
    @Test
    @Order(1)
    void aJobIsToldOfSoThatAnIndependentLibraryVerifiesIt() throws Exception {
        WithSecret made = subscribe("/jobs?of=mine", EventType.JOB_STARTED, EventType.JOB_COMPLETED);
        Job job = test.submit(
                test.request(test.plan(OnDoubt.HOLD, List.of("company.name"), "acme")),
                TestWeir.companies(2),
                running.engine());
        test.await(job);

        List<Heard> heard = receiver.await("/jobs?of=mine", 2);
        for (Heard one : heard) {
            verify(made.secret(), one);
            assertThat(one.header("X-Webhook-Signature")).isEqualTo(hmac(made.secret(), one));
            assertThat(one.header("webhook-id")).isEqualTo(json(one).at("/id").asString());
            assertThat(one.header("Content-Type")).isEqualTo("application/json");
            assertThatThrownBy(() -> verify("whsec_" + "A".repeat(43) + "=", one))
                    .isInstanceOf(WebhookVerificationException.class);
        }
        assertThat(heard.stream().map(one -> json(one).at("/sequence").asInt()))
                .as("whoever orders by sequence has them in order")
                .containsExactlyInAnyOrder(1, 2);
        awaitTrue(() -> deliveries(made).stream().allMatch(one -> one.state() == State.DELIVERED));
        quiet(made);
    }

    @Test
    void whileItRotatesBothSecretsVerifyAndAfterwardsOnlyTheNewOne() throws Exception {
        WithSecret old = subscribe("/rotating", EventType.CREDITS_LOW);
        WithSecret fresh =
                inTransaction(() -> webhooks.rotate(workspace(), old.webhook().id()));
        tell();
        Heard between = receiver.await("/rotating", 1).getFirst();
        verify(old.secret(), between);
        verify(fresh.secret(), between);
        assertThat(between.header("X-Webhook-Signature")).isEqualTo(hmac(fresh.secret(), between));
        Duration step = WebhookSettings.DEFAULT.rotation().plusSeconds(1);
        test.database().crank(step);
        try {
            tell();
            Heard after = receiver.await("/rotating", 2).get(1);
            assertThat(after.header("webhook-signature")).doesNotContain(" ");
            assertThat(after.header("X-Webhook-Signature")).isEqualTo(hmac(fresh.secret(), after));
            assertThat(webhooks.get(workspace(), old.webhook().id()).previousSecretUntil())
                    .isNull();
        } finally {
            quiet(old);
            test.database().crank(step.negated());
        }
    }

    @Test
    void oneThatFailsIsTriedByTheScheduleThenDeadAndCanBeReplayed() throws Exception {
        WithSecret made = subscribe("/failing", EventType.CREDITS_LOW);
        receiver.answers("/failing", _ -> new Say(500, java.util.Map.of(), "out of order"));
        Duration cranked = Duration.ZERO;
        tell();
        List<Duration> waits = Schedule.LONG.waits();
        try {
            for (int tries = 1; tries <= waits.size(); tries++) {
                int now = tries;
                Delivery waiting = awaitOnly(made, one -> one.tries() == now);
                Delivery.Attempt last = lastOf(waiting);
                assertThat(last.status()).isEqualTo(500);
                assertThat(last.response()).isEqualTo("out of order");
                Duration wait = waits.get(tries - 1);
                assertThat(Duration.between(last.at(), waiting.dueAt()))
                        .isBetween(
                                wait.minusMillis(50),
                                wait.plus(wait.dividedBy(10)).plusSeconds(1));
                assertThat(waiting.state()).isEqualTo(State.PENDING);
                Duration step = wait.plus(wait.dividedBy(10));
                test.database().crank(step);
                cranked = cranked.plus(step);
            }
            awaitOnly(made, one -> one.state() == State.DEAD);
            List<Heard> heard = receiver.heard("/failing");
            assertThat(heard).hasSize(waits.size() + 1);
            assertThat(heard.stream().map(Heard::body).distinct()).hasSize(1);
            assertThat(heard.stream().map(one -> one.header("webhook-id")).distinct())
                    .hasSize(1);
            assertThat(heard.stream()
                            .map(one -> one.header("webhook-timestamp"))
                            .distinct())
                    .hasSize(heard.size());
            for (Heard early : heard.subList(0, 4)) {
                verify(made.secret(), early);
            }
            assertThat(webhooks.attempts(
                            workspace(), made.webhook().id(), only(made).id()))
                    .hasSize(heard.size());

            receiver.answers("/failing", _ -> Say.status(200));
            inTransaction(() ->
                    webhooks.replay(workspace(), made.webhook().id(), only(made).id()));
            awaitOnly(made, one -> one.state() == State.DELIVERED);
            Heard again = receiver.heard("/failing").getLast();
            assertThat(again.body()).isEqualTo(heard.getFirst().body());
            assertThat(again.header("webhook-id")).isEqualTo(heard.getFirst().header("webhook-id"));
        } finally {
            quiet(made);
            test.database().crank(cranked.negated());
        }
    }

    @Test
    void anEndpointThatAsksForTimeGetsItUpToADay() {
        WithSecret made = subscribe("/busy", EventType.CREDITS_LOW);
        receiver.answers("/busy", _ -> Say.status(429).header("Retry-After", "120"));
        tell();
        Delivery waiting = awaitOnly(made, one -> one.tries() == 1);
        assertThat(Duration.between(lastOf(waiting).at(), waiting.dueAt()))
                .isBetween(Duration.ofSeconds(119), Duration.ofSeconds(134));

        receiver.answers("/busy", _ -> Say.status(503).header("Retry-After", "99999999"));
        inTransaction(() -> webhooks.replay(workspace(), made.webhook().id(), waiting.id()));
        Delivery asked = awaitOnly(
                made,
                one -> one.last() != null
                        && Integer.valueOf(503).equals(one.last().status()));
        assertThat(Duration.between(lastOf(asked).at(), asked.dueAt()))
                .isBetween(Duration.ofHours(23), Duration.ofHours(27));
        quiet(made);
    }

    @Test
    void aRedirectIsNotFollowedAndIsNoSuccess() {
        WithSecret made = subscribe("/moved", EventType.CREDITS_LOW);
        receiver.answers("/moved", _ -> Say.status(307).header("Location", receiver.url("/elsewhere")));
        tell();
        Delivery waiting = awaitOnly(made, one -> one.tries() == 1);
        assertThat(lastOf(waiting).status()).isEqualTo(307);
        assertThat(waiting.state()).isEqualTo(State.PENDING);
        assertThat(receiver.heard("/elsewhere")).isEmpty();
        quiet(made);
    }

    @Test
    void oneThatIsGoneIsDisabledAndWhatWaitsForItIsToldWhenItIsBack() {
        WithSecret made = subscribe("/gone", EventType.CREDITS_LOW);
        receiver.answers("/gone", _ -> Say.status(500));
        tell();
        Delivery first = awaitOnly(made, one -> one.tries() == 1);
        receiver.answers("/gone", _ -> Say.status(410));
        tell();
        awaitTrue(() -> !webhooks.get(workspace(), made.webhook().id()).isActive());
        assertThat(webhooks.get(workspace(), made.webhook().id()).disabledReason())
                .isEqualTo("gone");
        assertThat(deliveries(made).stream().map(Delivery::state)).containsExactly(State.DEAD, State.HELD);
        tell();
        assertThat(deliveries(made)).hasSize(2);
        assertThatThrownBy(() -> inTransaction(
                        () -> webhooks.replay(workspace(), made.webhook().id(), first.id())))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("inactive");

        receiver.answers("/gone", _ -> Say.status(204));
        inTransaction(() -> webhooks.change(workspace(), made.webhook().id(), null, null, true));
        awaitTrue(() ->
                webhooks.delivery(workspace(), made.webhook().id(), first.id()).state() == State.DELIVERED);
        assertThat(webhooks.get(workspace(), made.webhook().id()).disabledReason())
                .isNull();
        quiet(made);
    }

    @Test
    void oneThatHangsDelaysNobodyElse() {
        CountDownLatch over = new CountDownLatch(1);
        AtomicInteger waiting = new AtomicInteger();
        receiver.answers("/hanging", _ -> {
            waiting.incrementAndGet();
            try {
                over.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Say.status(200);
        });
        WithSecret hanging = subscribe("/hanging", EventType.CREDITS_LOW);
        WithSecret healthy = subscribe("/healthy", EventType.CREDITS_LOW);
        try {
            for (int i = 0; i < 40; i++) {
                tell();
            }
            receiver.await("/healthy", 40);
            awaitTrue(() -> deliveries(healthy).stream().allMatch(one -> one.state() == State.DELIVERED));
            assertThat(waiting.get()).isBetween(1, 8);
            assertThat(deliveries(hanging).stream().map(Delivery::state)).containsOnly(State.PENDING);
        } finally {
            over.countDown();
        }
        awaitTrue(() -> deliveries(hanging).stream().allMatch(one -> one.state() == State.DELIVERED));
        quiet(hanging);
        quiet(healthy);
    }

    @Test
    void twoNodesShareTheWorkAndTellNothingTwice() {
        WithSecret made = subscribe("/shared", EventType.CREDITS_LOW);
        try (Weir other = test.another();
                RunningWeir _ = test.start(other, UUID.randomUUID(), _ -> {})) {
            for (int i = 0; i < 60; i++) {
                tell();
            }
            awaitTrue(() -> deliveries(made).size() == 60
                    && deliveries(made).stream().allMatch(one -> one.state() == State.DELIVERED));
        }
        assertThat(receiver.heard("/shared").stream().map(one -> one.header("webhook-id")))
                .hasSize(60)
                .doesNotHaveDuplicates();
        quiet(made);
    }

    @Test
    void whoDiesBetweenSendingAndNotingLeavesItToBeToldOnceMore() throws Exception {
        running.close();
        Weir mortal = test.another();
        Death death = new Death("webhooks.sent", 1);
        RunningWeir dying = test.start(mortal, UUID.randomUUID(), death);
        WithSecret made = subscribe("/died", EventType.CREDITS_LOW);
        tell();
        death.await();
        mortal.close();
        death.bury();
        Thread burial = Thread.ofPlatform().daemon().start(() -> {
            try {
                dying.close();
            } catch (RuntimeException _) {
                // Without a database it cannot say that it has ended.
            }
        });
        Duration step = Rounds.lease(WebhookSettings.DEFAULT).plusSeconds(1);
        test.database().crank(step);
        running = test.start();
        webhooks = running.webhooks();
        try {
            awaitOnly(made, one -> one.state() == State.DELIVERED);
            List<Heard> heard = receiver.heard("/died");
            assertThat(heard).hasSize(2);
            assertThat(heard.stream().map(Heard::body).distinct()).hasSize(1);
            assertThat(heard.stream().map(one -> one.header("webhook-id")).distinct())
                    .hasSize(1);
            verify(made.secret(), heard.getLast());
        } finally {
            burial.join();
            quiet(made);
            test.database().crank(step.negated());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/hook",
                "https://127.0.0.1/hook",
                "https://[::1]/hook",
                "https://169.254.169.254/latest/meta-data",
                "https://10.0.0.1/hook",
                "https://user:secret@example.com/hook",
                "https://example.com/hook#part",
                "https://0x7f.1/hook",
                "ftp://example.com/hook",
                "/hook",
                "not an address",
                "https://127.0.0.1:8443/hook"
            })
    void addressesThatMayNotBeCalledAreRefusedWhenTheyAreSaved(String url) {
        assertThatThrownBy(() -> webhooks.requireCallable("callbackUrl", url))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo("bad_callback_url");
                    assertThat(problem.errors().getFirst().pointer()).isEqualTo("/callbackUrl");
                });
    }

    @Test
    void anAddressIsJudgedAgainAtEverySend() {
        WithSecret made = inTransaction(
                () -> webhooks.create(workspace(), "https://localhost/hook", List.of(EventType.CREDITS_LOW), true));
        tell();
        Delivery waiting = awaitOnly(made, one -> one.tries() == 1);
        assertThat(lastOf(waiting).status()).isNull();
        assertThat(lastOf(waiting).detail()).startsWith("not sent:").contains("not public");
        quiet(made);
    }

    @Test
    void aTryOfAWebhookSaysAtOnceWhatCameOfIt() throws Exception {
        WithSecret made = inTransaction(
                () -> webhooks.create(workspace(), receiver.url("/tried"), List.of(EventType.CREDITS_LOW), false));
        receiver.answers("/tried", _ -> Say.status(404));
        Webhooks.Test refused = inTransaction(
                () -> webhooks.beginTest(workspace(), made.webhook().id()));
        Delivery dead = webhooks.endTest(refused);
        assertThat(dead.state()).isEqualTo(State.DEAD);
        assertThat(lastOf(dead).status()).isEqualTo(404);
        receiver.answers("/tried", _ -> Say.status(202));
        Webhooks.Test taken = inTransaction(
                () -> webhooks.beginTest(workspace(), made.webhook().id()));
        assertThat(webhooks.endTest(taken).state()).isEqualTo(State.DELIVERED);
        verify(made.secret(), receiver.heard("/tried").getLast());
        assertThat(json(receiver.heard("/tried").getLast()).at("/type").asString())
                .isEqualTo("webhook.test");
        quiet(made);
    }

    @Test
    void manyDeliveriesArePagedByTheirState() {
        WithSecret made = subscribe("/paged", EventType.CREDITS_LOW);
        for (int i = 0; i < 5; i++) {
            tell();
        }
        receiver.await("/paged", 5);
        long id = made.webhook().id();
        awaitTrue(() -> webhooks.countDeliveries(workspace(), id, State.DELIVERED) == 5);
        List<String> seen = new ArrayList<>();
        Long next = null;
        do {
            Webhooks.Page<Delivery> page = webhooks.deliveries(workspace(), id, State.DELIVERED, next, 0, 2);
            page.entries().forEach(one -> seen.add(one.eventId()));
            next = page.next();
        } while (next != null);
        assertThat(seen).hasSize(5).doesNotHaveDuplicates();
        assertThat(webhooks.deliveries(workspace(), id, State.DELIVERED, null, 0, 5)
                        .next())
                .isNull();
        assertThat(webhooks.deliveries(workspace(), id, State.DEAD, null, 0, 10).entries())
                .isEmpty();
        quiet(made);
    }

    @Test
    void theDatabaseHasNoSecretInClear() {
        WithSecret made = subscribe("/secret", EventType.JOB_PAUSED);
        for (String table : test.database()
                .ownerJdbc()
                .sql("SELECT tablename FROM pg_tables WHERE schemaname = 'weir'")
                .query(String.class)
                .list()) {
            assertThat(test.database()
                            .ownerJdbc()
                            .sql("SELECT count(*) FROM weir." + table + " t WHERE t::text LIKE '%' || ? || '%'")
                            .param(made.secret().substring("whsec_".length()))
                            .query(Long.class)
                            .single())
                    .as(table)
                    .isZero();
        }
        quiet(made);
    }

    private static Delivery.Attempt lastOf(Delivery tried) {
        return Objects.requireNonNull(tried.last());
    }
}
