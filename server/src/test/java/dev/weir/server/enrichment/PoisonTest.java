package dev.weir.server.enrichment;

import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.jobs.Cells;
import dev.weir.server.jobs.InputRow;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

@Timeout(180)
class PoisonTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"1000,0,1", "1000,2,1", "1000,3,2", "1000,4,3", "1000,12,10", "1000,40,10", "3,3,2", "1,3,1", "0,3,0"})
    void aBatchThatCrashesRunsInEverSmallerPieces(int rows, int crashes, int pieces) {
        List<InputRow> all =
                IntStream.range(0, rows).mapToObj(i -> new InputRow(i, "{}")).toList();
        List<List<InputRow>> cut = Runner.pieces(all, crashes);
        assertThat(cut).hasSize(pieces);
        assertThat(cut.stream().flatMap(List::stream)).isEqualTo(all);
    }

    @Test
    void rowsWithACallInFlightWhenTheRunDiedComeFirst() {
        List<InputRow> rows =
                IntStream.range(0, 4).mapToObj(i -> new InputRow(i, "{}")).toList();
        Map<Integer, History> histories =
                Map.of(0, new History(), 1, with(IntentTable.State.DOUBT), 2, with(IntentTable.State.OPEN));
        assertThat(Runner.inFlightFirst(rows, histories))
                .extracting(InputRow::index)
                .containsExactly(2, 0, 1, 3);
    }

    private static History with(IntentTable.State state) {
        History history = new History();
        history.add(
                new IntentTable.Stored(AnswerKey.of(1, new byte[] {1}), 1, 2, 0, 0, 1, 0, 0, state, 1, Instant.EPOCH));
        return history;
    }

    @Test
    void aRowIsNotBlamedForRunsThatSettledSomethingNorForTimesItOnlyWaited() {
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder)) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, List.of("company.industry"), "apollo")),
                    TestWeir.companies(3),
                    NoEngine.INSTANCE);
            Cells cells = test.weir().jobs().cells();
            JdbcClient owner = test.database().ownerJdbc();
            long batch = owner.sql("SELECT id FROM weir.batch WHERE job_id = ?")
                    .param(job.id())
                    .query(Long.class)
                    .single();
            assertThat(cells.alone(batch, 1)).isEqualTo(1);
            assertThat(cells.alone(batch, 1)).isEqualTo(2);
            owner.sql("UPDATE weir.batch SET progress = progress + 1").update();
            assertThat(cells.alone(batch, 1)).isEqualTo(1);
            assertThat(cells.alone(batch, 1)).isEqualTo(2);
            assertThat(cells.alone(batch, 2)).isEqualTo(1);
            cells.waits(job.id(), 1);
            assertThat(cells.alone(batch, 1)).isEqualTo(2);
            Suspicion suspicion = Suspicion.of(test.database().transactions(), cells, batch, job.id(), 1);
            assertThat(suspicion.fall()).isEqualTo(3);
            suspicion.lift();
            assertThat(suspicion.fall()).isEqualTo(3);
            suspicion.clear();
            assertThat(suspicion.fall()).isEqualTo(1);
        }
    }

    @Test
    void aCallThatMayBeChargedAgainIsNotRepeatedToFindOutWhetherItKillsItsRun() {
        ScriptedVendor vendor = ScriptedVendor.giving("acme", "company.name", ask -> {
            if (ask.text("company.domain").equals("company3.example")) {
                throw new AssertionError("poison");
            }
            return found("company.name", "Acme");
        });
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor));
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, List.of("company.name"), "acme")),
                    TestWeir.companies(10),
                    engine.engine());
            JobProgress end = test.await(job);

            assertThat(end.rows().completed()).isEqualTo(9);
            assertThat(end.rows().inDoubt()).isEqualTo(1);
            assertThat(end.credits().balance()).isEqualTo(ScriptedVendor.PRICE);
            assertThat(vendor.mostOftenAsked()).isEqualTo(1);
            test.assertVerified();
        }
    }
}
