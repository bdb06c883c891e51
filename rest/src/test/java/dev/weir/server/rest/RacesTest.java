package dev.weir.server.rest;

import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Ask;
import dev.weir.provider.Pace;
import dev.weir.provider.Reply;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.egress.Access;
import dev.weir.server.egress.BreakerSettings;
import dev.weir.server.egress.CredentialKey;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.JobRequest;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.workspace.Workspace;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Two requests at once that are each right and cannot both be, many times, in both orders; and what must be so whichever came
 * first. A find costs two credits; a domain that begins with "lost" is asked about in vain the first time, and one that
 * begins with "gate" is answered when its gate opens.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RacesTest {

    private static final String NAME = "company.name";
    private static final long PRICE = ScriptedVendor.PRICE;
    private static final long PATIENCE_SECONDS = 30;
    /** Of the rounds of a race, the first. */
    private static final int IN_TURN = 2;

    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final Map<String, Gate> gates = new ConcurrentHashMap<>();
    private final ScriptedVendor acme = ScriptedVendor.giving("acme", NAME, this::reply);
    private final ScriptedVendor keyed =
            ScriptedVendor.giving("keyed", NAME, this::reply).needing("api_key");
    private TestApi api;

    private record Gate(CountDownLatch reached, CountDownLatch open) {
        static Gate closed() {
            return new Gate(new CountDownLatch(1), new CountDownLatch(1));
        }
    }

    private Reply reply(Ask ask) {
        String domain = ask.text("company.domain");
        int times = asked.computeIfAbsent(domain, _ -> new AtomicInteger()).incrementAndGet();
        Gate gate = gates.get(domain);
        if (gate != null) {
            gate.reached().countDown();
            await(gate.open());
        }
        if (domain.startsWith("slow")) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return domain.startsWith("lost") && times == 1 ? new Reply.Lost("cut") : found(NAME, "Acme");
    }

    private Gate gate(String domain) {
        return Objects.requireNonNull(gates.get(domain), domain);
    }

    /** How often. */
    private int asked(String domain) {
        return Objects.requireNonNull(asked.get(domain), domain).get();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @BeforeAll
    void start(@TempDir Path folder) {
        api = new TestApi(new TestWeir(SandboxSettings.DEFAULT, folder, List.of(acme, keyed))
                // Many answers are lost here, and no breaker is to open for it.
                .settings(settings ->
                        settings.with(settings.egress().with(new BreakerSettings(62, 62, Duration.ofMillis(200)))))
                .access(weir -> weir.access((workspace, provider) -> Optional.of(new Access(
                        new CredentialKey(workspace.id(), provider.slug(), "played"),
                        provider.baseUrl(),
                        Map.of("api_key", "played"),
                        Pace.unlimited(64))))));
    }

    /** Everything that must hold does, and nobody has stood in the way of one who stood in his. */
    @AfterEach
    void reconcile() {
        api.test().assertVerified();
        assertThat(number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
                .as("deadlocks")
                .isZero();
    }

    @AfterAll
    void stop() {
        api.close();
    }

    /** What both have answered. */
    private record Both<A, B>(A first, B second) {}

    /**
     * Does both at once; in every other round one of them, in the others the other, begins up to two milliseconds later. In
     * {@code IN_TURN} rounds it begins when the other one has been answered, so that each is first once whatever chance wants.
     */
    private static <A, B> Both<A, B> race(int round, Supplier<A> first, Supplier<B> second) {
        if (round < IN_TURN && round % 2 == 0) {
            A one = first.get();
            return new Both<>(one, second.get());
        }
        if (round < IN_TURN) {
            B other = second.get();
            return new Both<>(first.get(), other);
        }
        long late = TimeUnit.MICROSECONDS.toNanos(round * 37L % 2_000);
        FutureTask<A> one = new FutureTask<>(() -> after(round % 2 == 0 ? late : 0, first));
        FutureTask<B> other = new FutureTask<>(() -> after(round % 2 == 0 ? 0 : late, second));
        Thread.ofVirtual().start(one);
        Thread.ofVirtual().start(other);
        return new Both<>(result(one), result(other));
    }

    private static <T> T after(long nanos, Supplier<T> act) {
        LockSupport.parkNanos(nanos);
        return act.get();
    }

    private static <T> T result(FutureTask<T> task) {
        try {
            return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Counts what came first, so that a race that always has the same winner is told. */
    private static final class Order {
        private int first;
        private int second;

        void won(boolean byFirst) {
            if (byFirst) {
                first++;
            } else {
                second++;
            }
        }

        void assertBoth() {
            assertThat(first)
                    .as("the first won, and the second %s times", second)
                    .isPositive();
            assertThat(second)
                    .as("the second won, and the first %s times", first)
                    .isPositive();
        }
    }

    private TestApi.Tenant payer(String name, int credits) {
        TestApi.Tenant tenant = api.newTenant(api.test().weir().workspaces().ensure(name, false, false));
        data(api.post(tenant.path("/credits/grants"), "installation", "{\"credits\": " + credits + "}"), 201);
        return tenant;
    }

    private Job submit(Workspace workspace, List<String> domains) {
        TestWeir test = api.test();
        return test.submit(
                new JobRequest(
                        workspace,
                        domains.getFirst(),
                        null,
                        test.plan(OnDoubt.HOLD, List.of(NAME), "acme"),
                        null,
                        null,
                        false),
                domains.stream()
                        .map(domain -> Map.<String, Object>of("company.domain", domain))
                        .toList(),
                api.running().engine());
    }

    private static List<String> domains(String of, int count) {
        return IntStream.range(0, count).mapToObj(i -> of + i + ".example").toList();
    }

    private static JsonNode data(TestApi.Got got, int status) {
        assertThat(got.status()).as(got.response().body()).isEqualTo(status);
        return got.json().at("/data");
    }

    private TestApi.Got post(String path, String key, @Nullable String idempotencyKey, String json) {
        HttpRequest.Builder request = api.request(path, key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        return api.send(idempotencyKey == null ? request : request.header("Idempotency-Key", idempotencyKey));
    }

    private static String code(TestApi.Got got) {
        return got.json().at("/code").asString();
    }

    private long number(String sql, long... parameters) {
        var statement = api.test().database().ownerJdbc().sql(sql);
        for (long parameter : parameters) {
            statement = statement.param(parameter);
        }
        return statement.query(Long.class).single();
    }

    /** By row, in 1/1000 credit. */
    private Map<Integer, Long> posted(Job job) {
        Map<Integer, Long> posted = new HashMap<>();
        api.test()
                .database()
                .ownerJdbc()
                .sql("SELECT row_idx, amount FROM weir.transfer WHERE kind = 3 AND job_id = ?")
                .param(job.id())
                .query(row -> {
                    posted.merge(row.getInt(1), row.getLong(2), Long::sum);
                });
        return posted;
    }

    private String refund(long charge, String key, String credits) {
        return "{\"transactionId\": " + charge + ", \"key\": \"" + key + "\", \"reason\": \"r\", \"credits\": "
                + credits + "}";
    }

    @Test
    void ofTwoRefundsAtOnceNoMoreComesBackThanWasCharged() {
        int rounds = 3 * (IN_TURN + 30);
        TestApi.Tenant tenant = payer("refunds", 1_000);
        Job job = submit(tenant.workspace(), domains("refunded", rounds));
        api.test().await(job);
        List<Long> charges = api.test()
                .database()
                .ownerJdbc()
                .sql("SELECT id FROM weir.transfer WHERE kind = 3 AND job_id = ? ORDER BY row_idx")
                .param(job.id())
                .query((row, _) -> row.getLong(1))
                .list();
        String path = tenant.path("/credits/refunds");
        Order order = new Order();
        for (int round = 0; round < rounds; round++) {
            long charge = charges.get(round);
            String a = "a" + round;
            String b = "b" + round;
            switch (round % 3) {
                case 0 -> {
                    // Two refunds that are too much together.
                    Both<TestApi.Got, TestApi.Got> both = race(
                            round / 3,
                            () -> post(path, "installation", a, refund(charge, a, "1.5")),
                            () -> post(path, "installation", b, refund(charge, b, "1.5")));
                    boolean first = both.first().status() == 201;
                    data(first ? both.first() : both.second(), 201);
                    assertThat(code(first ? both.second() : both.first())).isEqualTo("refund_exceeds_charge");
                    order.won(first);
                }
                case 1 -> {
                    // One refund by its own key, sent twice under two keys of requests.
                    Both<TestApi.Got, TestApi.Got> both = race(
                            round / 3,
                            () -> post(path, "installation", a, refund(charge, a, "1.5")),
                            () -> post(path, "installation", b, refund(charge, a, "1.5")));
                    assertThat(data(both.first(), 201).at("/id"))
                            .isEqualTo(data(both.second(), 201).at("/id"));
                }
                default -> {
                    // One request, sent twice.
                    Both<TestApi.Got, TestApi.Got> both = race(
                            round / 3,
                            () -> post(path, "installation", a, refund(charge, a, "1.5")),
                            () -> post(path, "installation", a, refund(charge, a, "1.5")));
                    for (TestApi.Got got : List.of(both.first(), both.second())) {
                        if (got.status() != 201) {
                            assertThat(code(got)).isEqualTo("request_in_progress");
                        }
                    }
                    assertThat(Math.min(both.first().status(), both.second().status()))
                            .isEqualTo(201);
                }
            }
        }
        order.assertBoth();
        assertThat(number("SELECT count(*) FROM weir.refund WHERE workspace_id = ?", tenant.id()))
                .isEqualTo(rounds);
        assertThat(data(api.get(tenant.path("/credits"), tenant.key("viewer")), 200)
                        .at("/refunded")
                        .decimalValue())
                .isEqualByComparingTo(new BigDecimal("1.5").multiply(BigDecimal.valueOf(rounds)));
    }

    @Test
    void ofTwoWordsOnOneDoubtOneCounts() {
        List<List<String>> words = List.of(
                List.of("retry", "charged"),
                List.of("charged", "not_charged"),
                List.of("retry", "retry"),
                List.of("not_charged", "retry"),
                List.of("charged", "charged"));
        List<Order> orders = words.stream().map(_ -> new Order()).toList();
        for (String name : List.of("lost-a", "lost-b")) {
            int rows = words.size() * (IN_TURN + 10);
            TestApi.Tenant tenant = payer(name, 1_000);
            Job job = submit(tenant.workspace(), domains(name, rows));
            api.test().await(job);
            List<String> counted = new ArrayList<>();
            for (int row = 0; row < rows; row++) {
                List<String> said = words.get(row % words.size());
                String path = tenant.path("/enrichment-jobs/" + job.id() + "/cells/" + row + "/" + NAME + "/resolve");
                Both<TestApi.Got, TestApi.Got> both = race(
                        row / words.size(),
                        () -> post(path, tenant.key("member"), null, "{\"resolution\": \"" + said.get(0) + "\"}"),
                        () -> post(path, tenant.key("member"), null, "{\"resolution\": \"" + said.get(1) + "\"}"));
                boolean first = both.first().status() == 200;
                data(first ? both.first() : both.second(), 200);
                assertThat((first ? both.second() : both.first()).status()).isEqualTo(409);
                counted.add(first ? said.get(0) : said.get(1));
                orders.get(row % words.size()).won(first);
            }
            api.test()
                    .await(
                            job,
                            "settled",
                            progress -> progress.closed() && progress.credits().doubt() == 0);
            Map<Integer, Long> posted = posted(job);
            for (int row = 0; row < rows; row++) {
                String word = counted.get(row);
                assertThat(posted.getOrDefault(row, 0L))
                        .as("row %s: %s", row, word)
                        .isEqualTo(word.equals("not_charged") ? 0 : PRICE);
                assertThat(asked(name + row + ".example")).isEqualTo(word.equals("retry") ? 2 : 1);
            }
        }
        orders.forEach(Order::assertBoth);
    }

    @Test
    void aCallThatSettlesWhileItsJobIsCancelledIsPaidOnceAndTheRestReturns() {
        int rounds = IN_TURN + 50;
        TestApi.Tenant tenant = payer("cancels", 1_000);
        List<Job> jobs = new ArrayList<>();
        for (String domain : domains("gate", rounds)) {
            gates.put(domain, Gate.closed());
            jobs.add(submit(tenant.workspace(), List.of(domain)));
        }
        Order order = new Order();
        for (int round = 0; round < rounds; round++) {
            Job job = jobs.get(round);
            Gate gate = gate("gate" + round + ".example");
            String path = tenant.path("/enrichment-jobs/" + job.id());
            boolean inTurn = round < IN_TURN;
            await(gate.reached());
            // What settles takes some milliseconds more than what is cancelled, until it is durable.
            long head = TimeUnit.MILLISECONDS.toNanos(round % 10 * 4L);
            Both<TestApi.Got, Boolean> both =
                    race(round, () -> after(head, () -> post(path + "/cancel", tenant.key("member"), null, "")), () -> {
                        gate.open().countDown();
                        if (inTurn) {
                            api.test().await(job);
                        }
                        return true;
                    });
            JobProgress closed = api.test().await(job);
            boolean cancelled = both.first().status() == 200;
            JsonNode shown = data(api.get(path, tenant.key("viewer")), 200);
            assertThat(shown.at("/status").asString()).isEqualTo(cancelled ? "cancelled" : "completed");
            assertThat(closed.credits().posted()).isEqualTo(PRICE);
            TestApi.Got again = post(path + "/cancel", tenant.key("member"), null, "");
            for (TestApi.Got got : List.of(both.first(), again)) {
                assertThat(got.status()).isEqualTo(cancelled ? 200 : 409);
            }
            order.won(cancelled);
        }
        assertThat(domains("gate", rounds))
                .allSatisfy(domain -> assertThat(asked(domain)).isEqualTo(1));
        order.assertBoth();
        JsonNode credits = data(api.get(tenant.path("/credits"), tenant.key("viewer")), 200);
        assertThat(credits.at("/available").decimalValue()).isEqualByComparingTo(String.valueOf(1_000 - 2 * rounds));
        assertThat(credits.at("/held").decimalValue()).isEqualByComparingTo("0");
    }

    @Test
    void noCallLeavesBeyondACapThatIsLoweredWhileCallsAreOnTheirWay() {
        int rows = 150;
        record Run(Job job, BigDecimal most) {}
        List<Run> runs = new ArrayList<>();
        for (int round = 0; round < 13; round++) {
            String of = "slow" + round + "x";
            // None of the first job's calls is answered before its cap is lowered: that one is felt. Any of them may be
            // the
            // first to leave, and as many leave as the vendor takes at once.
            Gate gate = new Gate(new CountDownLatch(1), new CountDownLatch(round == 0 ? 1 : 0));
            domains(of, rows).forEach(domain -> gates.put(domain, gate));
            TestApi.Tenant tenant = payer("lowered" + round, 1_000);
            Job job = submit(tenant.workspace(), domains(of, rows));
            await(gate.reached());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(round));
            JsonNode standing = cap(tenant, "20").at("/today/0");
            BigDecimal gone = standing.at("/spent")
                    .decimalValue()
                    .add(standing.at("/open").decimalValue());
            runs.add(new Run(job, gone.max(new BigDecimal("20"))));
            gate.open().countDown();
        }
        int bitten = 0;
        for (Run run : runs) {
            BigDecimal spent =
                    BigDecimal.valueOf(api.test().await(run.job()).credits().posted(), 3);
            assertThat(spent).isLessThanOrEqualTo(run.most());
            bitten += spent.compareTo(BigDecimal.valueOf(rows * PRICE, 3)) < 0 ? 1 : 0;
        }
        assertThat(bitten).as("jobs that the cap has kept from something").isPositive();
    }

    private JsonNode cap(TestApi.Tenant tenant, String credits) {
        return data(api.send("PUT", tenant.path("/caps"), tenant.key("admin"), "{\"credits\": " + credits + "}"), 200);
    }

    private static String order(String provider, List<String> domains) {
        return "{\"fields\": [\"company.name\"], \"waterfallConfig\": {\"company.name\": [\"" + provider
                + "\"]}, \"records\": ["
                + domains.stream()
                        .map(domain -> "{\"company.domain\": \"" + domain + "\"}")
                        .collect(Collectors.joining(", "))
                + "]}";
    }

    private Job job(TestApi.Tenant tenant, TestApi.Got submitted) {
        return api.test()
                .weir()
                .jobs()
                .get(tenant.id(), data(submitted, 201).at("/id").asLong());
    }

    @Test
    void aJobThatComesInWhileItsCredentialIsRemovedEndsAndChargesForWhatWasFoundAlone() {
        int rounds = IN_TURN + 50;
        TestApi.Tenant tenant = payer("credentials", 1_000);
        String credential = tenant.path("/credentials/keyed");
        List<Job> taken = new ArrayList<>();
        Order order = new Order();
        for (int round = 0; round < rounds; round++) {
            data(api.send("PUT", credential, tenant.key("admin"), "{\"secrets\": {\"api_key\": \"k\"}}"), 200);
            String body = order("keyed", List.of("keyed" + round + ".example"));
            Both<TestApi.Got, TestApi.Got> both = race(
                    round,
                    () -> post(tenant.path("/enrichment-jobs"), tenant.key("member"), null, body),
                    () -> api.send("DELETE", credential, tenant.key("admin"), null));
            data(both.second(), 200);
            if (both.first().status() == 201) {
                taken.add(job(tenant, both.first()));
            } else {
                assertThat(both.first().status())
                        .as(both.first().response().body())
                        .isEqualTo(400);
                assertThat(code(both.first())).isEqualTo("no_credentials");
            }
            order.won(both.first().status() == 201);
        }
        order.assertBoth();
        long spent = 0;
        for (Job job : taken) {
            JobProgress closed = api.test().await(job);
            assertThat(closed.credits().posted()).isIn(0L, PRICE);
            spent += closed.credits().posted();
        }
        assertThat(number("SELECT count(*) FROM weir.job WHERE workspace_id = ?", tenant.id()))
                .isEqualTo(taken.size());
        JsonNode credits = data(api.get(tenant.path("/credits"), tenant.key("viewer")), 200);
        assertThat(credits.at("/available").decimalValue())
                .isEqualByComparingTo(BigDecimal.valueOf(1_000_000 - spent, 3));
        assertThat(credits.at("/held").decimalValue()).isEqualByComparingTo("0");
    }

    @Test
    void aKeyThatIsMadeWhileItsMakerIsRemovedEndsWithItOrIsNotMade() {
        int rounds = IN_TURN + 50;
        Order order = new Order();
        for (int round = 0; round < rounds; round++) {
            long member = data(
                            api.post(
                                    api.path("/members"),
                                    "owner",
                                    "{\"name\": \"M\", \"email\": \"race" + round
                                            + "@example.org\", \"role\": \"admin\"}"),
                            201)
                    .at("/id")
                    .asLong();
            String key = data(
                            api.post(
                                    api.path("/api-keys"),
                                    "owner",
                                    "{\"name\": \"k\", \"role\": \"admin\", \"memberId\": " + member + "}"),
                            201)
                    .at("/key")
                    .asString();
            Both<TestApi.Got, TestApi.Got> both = race(
                    round,
                    () -> api.post(api.path("/api-keys"), key, "{\"name\": \"made\", \"role\": \"admin\"}"),
                    () -> api.send("DELETE", api.path("/members/" + member), "owner", null));
            data(both.second(), 200);
            boolean made = both.first().status() == 201;
            String code = made
                    ? code(api.get(
                            "/api/v1/me", both.first().json().at("/data/key").asString()))
                    : code(both.first());
            assertThat(code).as("made: %s", made).isEqualTo("key_revoked");
            order.won(made);
        }
        order.assertBoth();
    }

    @Test
    void aSandboxAndARealWorkspaceThatAskTheSameAtOnceShareNothing() {
        List<String> domains = domains("same", 60);
        TestApi.Tenant real = payer("real", 1_000);
        TestApi.Tenant played = api.newTenant(api.test().weir().workspaces().ensure("played", true, true));
        String body = order("acme", domains);
        Both<TestApi.Got, TestApi.Got> both = race(
                IN_TURN,
                () -> post(real.path("/enrichment-jobs"), real.key("member"), null, body),
                () -> post(played.path("/enrichment-jobs"), played.key("member"), null, body));
        for (Job job : List.of(job(real, both.first()), job(played, both.second()))) {
            JobProgress closed = api.test().await(job);
            assertThat(closed.credits().posted()).isEqualTo(domains.size() * PRICE);
        }
        assertThat(domains).allSatisfy(domain -> assertThat(asked(domain)).isEqualTo(2));

        TestApi.Tenant third = payer("third", 10);
        for (TestApi.Tenant own : List.of(real, played)) {
            JsonNode quote = data(post(own.path("/enrichment-jobs/quote"), own.key("member"), null, body), 200);
            assertThat(quote.at("/hitRates/0/asked").asLong()).isEqualTo(domains.size());
            assertThat(quote.at("/fields/0/remembered").asLong()).isEqualTo(domains.size());
            assertThat(data(api.get(own.path("/spend"), own.key("viewer")), 200)
                            .at("/groups/0/calls")
                            .asLong())
                    .isEqualTo(domains.size());
        }
        JsonNode nothing = data(post(third.path("/enrichment-jobs/quote"), third.key("member"), null, body), 200);
        assertThat(nothing.at("/hitRates/0/asked").asLong()).isZero();
        assertThat(nothing.at("/fields/0/remembered").asLong()).isZero();
    }
}
