package dev.weir.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Discrepancy.Kind;
import dev.weir.postgres.testing.TestPostgres;
import dev.weir.provider.Ask;
import dev.weir.provider.Exchange;
import dev.weir.provider.Operation;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Reply;
import dev.weir.providers.Providers;
import dev.weir.sandbox.SandboxSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A harness that finds nothing shows nothing until it has been seen to find something. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlantedBugsTest {

    private static final Assignment SMALL = new Assignment(7, 100);
    private static final SandboxSettings VENDORS = SandboxSettings.DEFAULT.withSeed(7);
    private static final int CONCURRENCY = 64;

    private Arena arena;
    private Undisturbed undisturbed;

    @BeforeAll
    void open(@TempDir Path folder) {
        arena = Arena.open(folder, TestPostgres.unpackFolder());
        Showing showing = new Showing(System.out::println);
        undisturbed = Undisturbed.run(arena, SMALL, VENDORS, showing);
        assertThat(showing.shown()).isTrue();
    }

    @AfterAll
    void close() {
        arena.close();
    }

    @Test
    void anAdapterThatAsksTwiceIsNamed() {
        try (Stage stage = arena.stage("twice", SMALL, VENDORS)) {
            stage.workHere(
                    stage.order(CONCURRENCY, false),
                    Tagged.all(Providers.shipped().all(), AsksTwice::new));
            assertThat(kinds(stage)).contains(Kind.CHARGED_TWICE, Kind.SENT_TWICE);
        }
    }

    /** What a worker would do that took an intent nobody can say anything about for one that never was. */
    @Test
    void anIntentThatIsForgottenIsNamed() {
        SandboxSettings slow = VENDORS.withAll(vendor -> vendor.withLatency(50, 100));
        try (Stage stage = arena.stage("forgotten", SMALL, slow)) {
            Order order = stage.order(CONCURRENCY, false);
            // The hundred first answers are Hunter's, whose repeats are free; the next are charged each time.
            Order deadly = order.with(order.home(), new Trap("enrichment.beforeSettle", 130, 0));
            try (WorkerProcess worker = stage.worker(deadly, WorkerProcess.SHORT_LIFE)) {
                worker.awaitEnd(Duration.ofMinutes(1));
                assertThat(worker.died()).isTrue();
            }
            assertThat(stage.openIntents()).isPositive();
            stage.tables().sql("DELETE FROM weir.intent").update();
            stage.tables().sql("UPDATE weir.account SET open = 0").update();
            stage.workHere(order);
            assertThat(kinds(stage)).contains(Kind.CHARGED_TWICE, Kind.SENT_TWICE);
        }
    }

    @Test
    void whatIsTamperedWithInOurBooksIsNamed() {
        try (Stage stage = arena.stage("tampered", SMALL, VENDORS)) {
            stage.workHere(stage.order(CONCURRENCY, false));
            assertThat(kinds(stage)).isEmpty();
            names(Kind.VENDOR_COST_WRONG, stage, """
                    UPDATE weir.enrichment_record SET vendor_certain = vendor_certain + 1
                    WHERE kind = 1 AND row_idx = (SELECT min(row_idx) FROM weir.enrichment_record WHERE charged > 0)
                    """);
            names(Kind.CHARGE_UNKNOWN, stage, """
                    DELETE FROM weir.enrichment_record WHERE (row_idx, step, place) =
                        (SELECT row_idx, step, place FROM weir.enrichment_record
                         WHERE kind = 1 AND vendor_certain > 0 AND charged = 0 LIMIT 1)
                    """);
            names(Kind.CUSTOMER_CHARGED_WRONG, stage, """
                    DELETE FROM weir.transfer WHERE id = (SELECT min(id) FROM weir.transfer WHERE kind = 3)
                    """);
            names(Kind.RESULT_DIFFERS, stage, """
                    UPDATE weir.cell SET kept = NULL WHERE (row_idx, step) =
                        (SELECT row_idx, step FROM weir.cell WHERE kept IS NOT NULL AND row_end = 0 LIMIT 1)
                    """);
            names(Kind.DEAD, stage, "UPDATE weir.cell SET state = 7 WHERE row_idx = 50 AND step = 0");
            names(Kind.LOST, stage, "DELETE FROM weir.cell WHERE row_idx = 60");
            assertThat(stage.verify()).isNotEmpty();
        }
    }

    private void names(Kind kind, Stage stage, String tampering) {
        assertThat(kinds(stage)).doesNotContain(kind);
        assertThat(stage.tables().sql(tampering).update()).isPositive();
        assertThat(kinds(stage)).contains(kind);
    }

    private Set<Kind> kinds(Stage stage) {
        Set<Kind> kinds = new TreeSet<>();
        Reconciliation.of(
                        stage.books(),
                        stage.bills(),
                        undisturbed.table(),
                        stage.table(),
                        Reconciliation.Doubts.RESOLVED)
                .forEach(one -> kinds.add(one.kind()));
        return kinds;
    }

    private record AsksTwice(Operation operation) implements Operation {
        @Override
        public OperationSpec spec() {
            return operation.spec();
        }

        @Override
        public Reply ask(Ask ask, Exchange exchange) {
            Reply first = operation.ask(ask, exchange);
            Reply second = operation.ask(ask, exchange);
            return first.equals(second) ? first : second;
        }
    }
}
