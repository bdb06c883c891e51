package dev.weir.server.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.server.problem.Problem;
import dev.weir.server.testing.WeirDatabase;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestsTest {

    private WeirDatabase database;
    private Requests requests;
    private final AtomicInteger worked = new AtomicInteger();
    private int number;
    private String key = "";

    @BeforeAll
    void open() {
        database = WeirDatabase.fresh();
        requests = new Requests(database.jdbc(), database.transactions());
    }

    @AfterAll
    void close() {
        database.close();
    }

    @BeforeEach
    void another() {
        key = "key " + ++number;
        worked.set(0);
    }

    private Requests.Request request(long workspace, String route, String asked) {
        return new Requests.Request(workspace, route, key, asked);
    }

    private Supplier<Requests.Done<String>> work() {
        return () -> {
            int times = worked.incrementAndGet();
            return new Requests.Done<>("secret " + times, new Requests.Kept(201, "\"" + times + "\"", "/there"));
        };
    }

    @Test
    void whatIsSentAgainIsAnsweredAgainAndDoneOnce() {
        Requests.Outcome<String> first = requests.once(request(1, "POST /a", "x"), work());
        Requests.Outcome<String> again = requests.once(request(1, "POST /a", "x"), work());

        assertThat(first.fresh()).isEqualTo("secret 1");
        assertThat(again.fresh()).isNull();
        assertThat(again.kept()).isEqualTo(first.kept()).isEqualTo(new Requests.Kept(201, "\"1\"", "/there"));
        assertThat(worked).hasValue(1);
    }

    @Test
    void aKeyThatSaysSomethingElseIsRefusedAndDoesNothing() {
        requests.once(request(1, "POST /a", "x"), work());

        assertThatThrownBy(() -> requests.once(request(1, "POST /a", "y"), work()))
                .isInstanceOfSatisfying(
                        Problem.class, no -> assertThat(no.code()).isEqualTo("idempotency_mismatch"));
        assertThat(worked).hasValue(1);
    }

    @Test
    void aKeyMeansNothingOnAnotherRouteOrInAnotherWorkspace() {
        requests.once(request(1, "POST /a", "x"), work());
        requests.once(request(1, "POST /b", "y"), work());
        requests.once(request(2, "POST /a", "z"), work());

        assertThat(worked).hasValue(3);
    }

    @Test
    void whatFailsLeavesItsKeyFree() {
        assertThatThrownBy(() -> requests.once(request(1, "POST /a", "x"), () -> {
                    throw Problem.invalid("no", "No.");
                }))
                .isInstanceOf(Problem.class);

        assertThat(requests.once(request(1, "POST /a", "y"), work()).fresh()).isEqualTo("secret 1");
    }

    @Test
    void whileTheFirstIsAtWorkTheSecondIsToldToComeBack() throws Exception {
        CountDownLatch within = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Requests.Outcome<String>> first =
                    beside.submit(() -> requests.once(request(1, "POST /a", "x"), () -> {
                        within.countDown();
                        try {
                            goOn.await();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        return work().get();
                    }));
            within.await();
            try {
                assertThatThrownBy(() -> requests.once(request(1, "POST /a", "x"), work()))
                        .isInstanceOfSatisfying(Problem.class, no -> {
                            assertThat(no.kind()).isEqualTo(Problem.Kind.CONFLICT);
                            assertThat(no.code()).isEqualTo("request_in_progress");
                        });
            } finally {
                goOn.countDown();
            }
            assertThat(first.get().fresh()).isEqualTo("secret 1");
        }
        assertThat(worked).hasValue(1);
    }

    @Test
    void anAnswerIsKeptForADayAndSweptAfterIt() {
        requests.once(request(7, "POST /a", "x"), work());
        database.crank(Duration.ofHours(24).minusSeconds(10));
        assertThat(requests.once(request(7, "POST /a", "x"), work()).fresh()).isNull();

        database.crank(Duration.ofSeconds(20));
        assertThat(requests.once(request(7, "POST /a", "y"), work()).fresh()).isEqualTo("secret 2");

        database.crank(Duration.ofHours(25));
        key = "a later one";
        requests.once(request(7, "POST /a", "z"), work());
        assertThat(database.ownerJdbc()
                        .sql("SELECT key FROM weir.answered WHERE workspace_id = 7")
                        .query(String.class)
                        .list())
                .containsExactly("a later one");
    }

    @Test
    void aRequestWithoutAKeyIsDoneEachTime() {
        Requests.Request bare = new Requests.Request(1, "POST /a", null, "");
        requests.once(bare, work());
        requests.once(bare, work());

        assertThat(worked).hasValue(2);
    }

    @Test
    void aKeyThatNoHeaderCanCarryIsRefused() {
        for (String odd : new String[] {"", " ", "k".repeat(256), "schlüssel", "a\nb"}) {
            assertThatThrownBy(() -> new Requests.Request(1, "POST /a", odd, ""))
                    .as(odd)
                    .isInstanceOf(Problem.class);
        }
    }
}
