package dev.weir.server.enrichment;

import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Heard;
import dev.weir.provider.Provider;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.testing.ScriptedLate;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.tickets.StoredSubmission;
import dev.weir.server.tickets.Tickets;
import dev.weir.server.tickets.Told;
import dev.weir.server.waterfall.OnDoubt;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** What tests of late answers share: a server that looks often, and a vendor that calls back when the test says so. */
abstract class LateCase {

    static final List<String> NAME = List.of("company.name");

    @TempDir
    Path folder;

    TestWeir weir(Provider... vendors) {
        return new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendors))
                .settings(settings -> settings.with(settings.enrichment()
                                .withLinger(Duration.ofMillis(100))
                                .withLateLook(Duration.ofMillis(100)))
                        .withPublicUrl(URI.create("https://weir.example")));
    }

    static Job submit(TestWeir test, RunningWeir engine, int rows, String... providers) {
        return test.submit(
                test.request(test.plan(OnDoubt.HOLD, NAME, providers)), TestWeir.companies(rows), engine.engine());
    }

    static void until(String what, BooleanSupplier done) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }

    static JobProgress progress(TestWeir test, Job job) {
        return test.weir().jobs().progress(job);
    }

    /** Of two rows that are out one by one, nobody waits for the first any longer. */
    static void timeOutFirstOfTwo(TestWeir test, ScriptedLate vendor) {
        until("both are out", () -> items(vendor) == 2);
        timeOutFirst(test);
    }

    /** Nobody waits for the first row any longer. */
    static void timeOutFirst(TestWeir test) {
        test.database()
                .ownerJdbc()
                .sql("UPDATE weir.ticket SET deadline = weir.now() WHERE row_idx = 0")
                .update();
    }

    /** The same, and its job goes on without. */
    static void failFirstOfTwo(TestWeir test, ScriptedLate vendor, Job job) {
        timeOutFirstOfTwo(test, vendor);
        until("the first has failed", () -> progress(test, job).rows().failed() == 1);
    }

    static int open(TestWeir test, Job job) {
        return test.weir()
                .transactions()
                .in(job.workspaceId(), () -> test.weir().tickets().countOpen(job.id()));
    }

    /** The items a vendor holds. */
    static int items(ScriptedLate vendor) {
        return vendor.submissions().stream()
                .mapToInt(submission -> submission.items().size())
                .sum();
    }

    /** What the door for call-backs does with a genuine one. */
    static Told callBack(TestWeir test, RunningWeir engine, Submission submission, Heard heard) {
        return callBack(test, engine, submission, heard, null);
    }

    /** The same, of a vendor that can be asked: so long after it has first named the submission. */
    static Told callBack(
            TestWeir test, RunningWeir engine, Submission submission, Heard heard, @Nullable Duration poll) {
        String token =
                submission.callbackText().substring(submission.callbackText().lastIndexOf('/') + 1);
        long workspace = Tickets.workspaceOf(token).orElseThrow();
        Told told = test.weir().transactions().in(workspace, () -> {
            StoredSubmission stored =
                    test.weir().submissions().byToken(workspace, token).orElseThrow();
            return test.weir()
                    .tickets()
                    .heard(workspace, List.of(new Tickets.Said(stored, heard, poll)))
                    .getFirst();
        });
        told.effects().forEach(effect -> engine.engine().start(effect.ticket().jobId()));
        return told;
    }

    static Map<String, Reply> names(Submission submission) {
        return ScriptedLate.answers(
                submission, item -> found("company.name", item.ask().text("company.domain")));
    }

    static int count(TestWeir test, String sql) {
        return test.database().ownerJdbc().sql(sql).query(Integer.class).single();
    }
}
