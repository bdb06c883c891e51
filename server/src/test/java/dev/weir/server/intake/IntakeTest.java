package dev.weir.server.intake;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.Sha256;
import dev.weir.provider.Values;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.Weir;
import dev.weir.server.catalog.Wanted;
import dev.weir.server.insight.Quote;
import dev.weir.server.jobs.About;
import dev.weir.server.jobs.ListShape;
import dev.weir.server.jobs.NewRow;
import dev.weir.server.problem.Problem;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.PlainWording;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.workspace.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IntakeTest {

    private TestWeir test;

    @BeforeAll
    void open(@TempDir Path folder) {
        test = new TestWeir(
                SandboxSettings.DEFAULT,
                folder,
                List.of(
                        ScriptedVendor.giving("acme", "company.name", _ -> found("company.name", "Acme")),
                        ScriptedVendor.giving("keyless", "company.name", _ -> found("company.name", "Acme"))));
    }

    @AfterAll
    void close() {
        test.assertVerified();
        test.close();
    }

    /** Takes orders of a program whose workspaces have a key for acme. */
    private static Intake intake(Weir weir) {
        return new Intake(
                weir.catalog(),
                weir.jobs(),
                weir.insight().quotes(),
                weir.registry(),
                weir.transactions(),
                NoEngine.INSTANCE,
                (_, provider) -> provider.slug().equals("acme"),
                true);
    }

    private static Order order(Workspace workspace, Map<String, List<String>> waterfalls, Order.Hopeless hopeless) {
        return new Order(
                workspace,
                About.Source.API,
                7L,
                null,
                "",
                new Wanted(List.of("company.name"), waterfalls, Map.of(), OnDoubt.HOLD),
                null,
                null,
                null,
                null,
                false,
                null,
                hopeless);
    }

    private static Order order(Workspace workspace) {
        return order(workspace, Map.of(), Order.Hopeless.REFUSED);
    }

    private static Rows companies(int count) {
        return Rows.of(TestWeir.companies(count).stream().map(Values::new).toList(), "/records");
    }

    private static RepeatKey key(String text, String said) {
        return new RepeatKey(text, Sha256.of(said));
    }

    private long rowsOf(String table, Workspace workspace) {
        return test.database()
                .ownerJdbc()
                .sql("SELECT count(*) FROM weir." + table + " WHERE workspace_id = ?")
                .param(workspace.id())
                .query(Long.class)
                .single();
    }

    private static Taken submit(Intake intake, Order order, Rows rows, @Nullable RepeatKey key) {
        return intake.submit(order, rows, PlainWording.WORDS, key, _ -> {});
    }

    /** Rows whose storing stands still, as long as the test likes, when all are stored and nothing is held yet. */
    private static final class Stuck implements Rows {
        private final Rows rows;
        private final CountDownLatch inside = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        Stuck(Rows rows) {
            this.rows = rows;
        }

        @Override
        public Reading read() {
            return rows.read();
        }

        @Override
        public String place(long index) {
            return rows.place(index);
        }

        @Override
        public Storing store() {
            Storing storing = rows.store();
            return new Storing() {
                @Override
                public boolean hasNext() {
                    return storing.hasNext();
                }

                @Override
                public NewRow next() {
                    return storing.next();
                }

                @Override
                public Optional<ListShape> list() {
                    inside.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return storing.list();
                }

                @Override
                public void close() {
                    storing.close();
                }
            };
        }
    }

    @Test
    void aSubmitWhoseProcessDiedIsTakenInOnceWhenItIsSentAgain() throws Exception {
        Workspace workspace = test.weir().workspaces().ensure("dies", true, true);
        RepeatKey key = key("dies", "two rows");
        Stuck stuck = new Stuck(companies(2));
        try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
            Weir mortal = test.another();
            Future<Taken> dead = pool.submit(() -> submit(intake(mortal), order(workspace), stuck, key));
            assertThat(stuck.inside.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(rowsOf("job_row", workspace)).isEqualTo(2);
            assertThatThrownBy(() -> submit(intake(test.weir()), order(workspace), companies(2), key))
                    .as("while it lives")
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo("submit_in_progress"));
            mortal.close();
            stuck.goOn.countDown();
            assertThatThrownBy(dead::get).as("the dead process").isNotNull();
        }

        Taken taken = submit(intake(test.weir()), order(workspace), companies(2), key);
        Taken again = submit(intake(test.weir()), order(workspace), companies(2), key);

        assertThat(taken.repeated()).isFalse();
        assertThat(again).isEqualTo(new Taken(taken.jobId(), true, taken.hopeless()));
        assertThat(rowsOf("job", workspace)).isEqualTo(1);
        assertThat(rowsOf("job_row", workspace)).isEqualTo(2);
        assertThat(test.weir()
                        .jobs()
                        .view(workspace.id(), taken.jobId())
                        .credits()
                        .held())
                .isEqualTo(2 * PRICE);
    }

    @Test
    void manyAtOnceUnderOneKeyAreOneJobAndOneHold() throws Exception {
        Workspace workspace = test.weir().workspaces().ensure("many", true, true);
        List<Callable<Long>> submits = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            submits.add(() -> {
                try {
                    return submit(intake(test.weir()), order(workspace), companies(3), key("many", "x"))
                            .jobId();
                } catch (Problem busy) {
                    assertThat(busy.code()).isEqualTo("submit_in_progress");
                    return 0L;
                }
            });
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(50)) {
            List<Long> ids = new ArrayList<>();
            for (Future<Long> submit : pool.invokeAll(submits)) {
                ids.add(submit.get());
            }
            assertThat(ids.stream().filter(id -> id > 0).distinct()).hasSize(1);
        }
        assertThat(rowsOf("job", workspace)).isEqualTo(1);
        assertThat(rowsOf("job_row", workspace)).isEqualTo(3);
        assertThatThrownBy(() -> submit(intake(test.weir()), order(workspace), companies(3), key("many", "y")))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.MISMATCH));
    }

    @Test
    void submitsAtOnceAgainstABalanceForThreeGiveExactlyThreeAndTheRestHaveTheQuote() throws Exception {
        Workspace poor = test.weir().workspaces().ensure("poor", true, false);
        test.weir().grant(poor.id(), 3 * 2 * PRICE + 1);
        List<Callable<Boolean>> submits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            RepeatKey key = key("poor " + i, "x");
            submits.add(() -> {
                try {
                    return submit(intake(test.weir()), order(poor), companies(2), key)
                                    .jobId()
                            > 0;
                } catch (Problem refused) {
                    assertThat(refused.kind()).isEqualTo(Problem.Kind.NOT_ENOUGH_CREDITS);
                    assertThat(refused.facts().get("quote"))
                            .isInstanceOfSatisfying(
                                    Quote.class,
                                    quote -> assertThat(quote.holdMilli()).isEqualTo(2 * PRICE));
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
        for (String table : List.of("job", "job_state", "batch")) {
            assertThat(rowsOf(table, poor)).as(table).isEqualTo(3);
        }
        assertThat(rowsOf("job_row", poor)).isEqualTo(6);
        assertThat(test.weir().available(poor.id())).isEqualTo(1);
    }

    @Test
    void hopelessRowsRefuseTheOrderOrAreKeptAndNamed() {
        Workspace workspace = test.weir().workspaces().ensure("hopeless", true, true);
        List<Values> rows = IntStream.range(0, 300)
                .mapToObj(i -> i % 2 == 0
                        ? Values.of("company.domain", "a" + i + ".example")
                        : Values.of("person.job_title", "CEO"))
                .toList();
        Rows given = Rows.of(rows, "/records");

        assertThatThrownBy(() -> submit(intake(test.weir()), order(workspace), given, null))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo("no_usable_input");
                    assertThat(problem.errors()).hasSize(100);
                    assertThat(problem.errors().getLast().pointer()).isEqualTo("/records/199");
                });
        assertThat(rowsOf("job", workspace)).isZero();

        Taken taken = submit(intake(test.weir()), order(workspace, Map.of(), Order.Hopeless.KEPT), given, null);
        assertThat(taken.hopeless().count()).isEqualTo(150);
        assertThat(taken.hopeless().first()).hasSize(100).startsWith(1L, 3L);
        assertThat(rowsOf("job_row", workspace)).isEqualTo(300);
        assertThatThrownBy(() -> submit(
                        intake(test.weir()),
                        order(workspace, Map.of(), Order.Hopeless.KEPT),
                        Rows.of(List.of(Values.of("person.job_title", "CEO")), "/records"),
                        null))
                .as("nothing but hopeless rows")
                .isInstanceOf(Problem.class);
    }

    @Test
    void whoHasNoKeyIsLeftOutOfTheUsualOrderAndRefusedWhereHeIsNamed() {
        Workspace workspace = test.weir().workspaces().ensure("keys", true, true);
        Taken taken = submit(intake(test.weir()), order(workspace), companies(1), null);

        assertThat(test.weir()
                        .jobs()
                        .view(workspace.id(), taken.jobId())
                        .wanted()
                        .waterfalls())
                .isEqualTo(Map.of("company.name", List.of("acme")));
        assertThatThrownBy(() -> submit(
                        intake(test.weir()),
                        order(workspace, Map.of("company.name", List.of("keyless")), Order.Hopeless.REFUSED),
                        companies(1),
                        null))
                .hasMessageContaining("names keyless, for which there is no key");
    }
}
