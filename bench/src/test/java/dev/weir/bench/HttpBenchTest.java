package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.LedgerEntry;
import dev.weir.sandbox.Quirks;
import dev.weir.sandbox.SandboxServer;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.sandbox.Vendor;
import dev.weir.sandbox.VendorOperation;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(300)
class HttpBenchTest {

    @TempDir
    Path folder;

    @Test
    void aQuickRunGivesEveryFigureAndTheSandboxWasAskedOnceForEachRow() throws Exception {
        HttpOptions options = HttpOptions.quick();
        HttpReport report = HttpBench.run(
                options,
                TestTarget.shared(),
                folder,
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

        JsonNode json = JsonMapper.shared().readTree(report.toJson());
        assertThat(json.get("httpOverBare").doubleValue()).isPositive();
        // Bare loop and engine, warm-up and cell.
        assertThat(json.get("sandboxCalls").longValue()).isEqualTo(2L * (options.warmUpRows() + options.rows()));
        assertThat(json.get("sandboxMostAtOnce").longValue()).isBetween(2L, (long) options.concurrency());
        assertThat(json.get("cells")).hasSize(2);
        for (JsonNode cell : json.get("cells")) {
            JsonNode run = cell.get("runs").get(0);
            assertThat(run.get("units").longValue()).isEqualTo(options.rows());
            assertThat(run.get("besideCpuMicrosPerUnit").doubleValue()).isPositive();
            assertThat(run.get("busyCpuPercent").doubleValue()).isBetween(1.0, 100.0);
        }
        assertThat(report.toTable()).contains("httpOverBare", "CPU %, bare loop", "CPU %, engine", "PostgreSQL 18");
        assertThat(BenchDatabasesLeft.on(TestTarget.shared())).isEmpty();
    }

    @Test
    void theBareLoopAsksWhatTheEngineAsks() throws Exception {
        SandboxSettings settings = SandboxSettings.DEFAULT.with(
                Vendor.HUNTER,
                hunter -> hunter.withHitRate(VendorOperation.HUNTER_EMAIL_FINDER, 1)
                        .withQuirks(Quirks.NONE));
        try (SandboxServer sandbox = SandboxServer.start(settings, folder, 0);
                BenchDatabases databases = new BenchDatabases(TestTarget.shared())) {
            BenchVendor vendor = BenchVendor.played(sandbox.base(), 10);
            BareLoop.run(vendor, 0, 20, new NoClock());
            List<String> bare = questions(sandbox, 0);
            BenchDatabase database = databases.prepared();
            try (Weir weir = BenchJob.weir(database, vendor);
                    RunningWeir running = BenchJob.start(weir, vendor)) {
                Job job = BenchJob.submit(weir, vendor, 0, 20, running.engine());
                BenchJob.await(database, job, 20);
                BenchJob.requireSettled(weir, job, 20);
            }

            assertThat(bare).hasSize(20).doesNotHaveDuplicates();
            assertThat(questions(sandbox, 20)).containsExactlyInAnyOrderElementsOf(bare);
        }
    }

    private static List<String> questions(SandboxServer sandbox, long after) {
        return sandbox.ledger().entries().stream()
                .filter(entry -> entry.sequence() > after)
                .map(LedgerEntry::question)
                .toList();
    }

    private static final class NoClock implements Meter.Clock {
        @Override
        public void begin() {}

        @Override
        public void end() {}
    }
}
