package dev.weir.server.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Pace;
import dev.weir.provider.Values;
import dev.weir.providers.Providers;
import dev.weir.sandbox.FaultKind;
import dev.weir.sandbox.LedgerSummary;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.sandbox.Vendor;
import dev.weir.sandbox.VendorOperation;
import dev.weir.sandbox.VendorSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.egress.Access;
import dev.weir.server.egress.CredentialKey;
import dev.weir.server.egress.CredentialState;
import dev.weir.server.egress.EgressSettings;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.WorstCase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shipped blueprint with the shipped FullEnrich, which is down for an hour. */
@Timeout(120)
class VendorDownTest {

    private static final long PRICE = 1_000;

    @TempDir
    Path folder;

    private final AtomicReference<URI> vendor = new AtomicReference<>();

    private static SandboxSettings settings(VendorSettings.Outage outage) {
        return SandboxSettings.DEFAULT
                .withSeed(7)
                .with(Vendor.FULLENRICH, one -> one.withOutage(outage)
                        .withLater(one.later().withDelay(0, 50)));
    }

    private TestWeir weir(int nobody) {
        TestWeir test = new TestWeir(
                settings(new VendorSettings.Outage(true, 0, 0, FaultKind.SERVER_ERROR)), folder, Providers.shipped().all());
        vendor.set(base(test));
        return test.access(_ -> (workspace, provider) -> Optional.of(new Access(
                        new CredentialKey(workspace, provider, "test"),
                        vendor.get(),
                        Map.of("api_key", "test-key"),
                        Pace.unlimited(64))))
                .settings(settings -> settings.with(settings.enrichment()
                                .withLinger(Duration.ofMillis(100))
                                .withLateLook(Duration.ofMillis(100)))
                        .with(EgressSettings.defaults("test")
                                .with(EgressSettings.Reach.only(
                                        new EgressSettings.Target(
                                                "127.0.0.1", test.sandbox().port()),
                                        new EgressSettings.Target("127.0.0.1", nobody))))
                        .withPublicUrl(null));
    }

    private static URI base(TestWeir test) {
        return URI.create(test.sandbox().base("fullenrich") + "/api/v2");
    }

    /** A port at which nobody listens. */
    private static int nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void until(String what, BooleanSupplier done) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static Job submit(TestWeir test, RunningWeir engine, Plan plan, int first, int rows) {
        return test.weir()
                .jobs()
                .submit(
                        test.request(plan),
                        IntStream.range(first, first + rows)
                                .mapToObj(i -> ValuesJson.write(
                                        Values.of("person.work_email", "ada" + i + ".example@company" + i + ".example")))
                                .iterator(),
                        engine.engine());
    }

    private static boolean isOpen(RunningWeir engine) {
        return engine.egress().state().stream().anyMatch(one -> one.phase() == CredentialState.Phase.OPEN);
    }

    private static long calls(TestWeir test) {
        return test.sandbox().ledger().summary().calls();
    }

    @Test
    void afterAnHourEveryRowIsAskedForOnceHasItsProfileAndCostsOneAnswer() throws IOException {
        int nobody = nobody();
        try (TestWeir test = weir(nobody);
                RunningWeir engine = test.start()) {
            long workspace = test.workspace().id();
            assertThat(test.weir().transactions().in(workspace, () ->
                            SubscriberEnrichment.ensure(test.weir().registry(), workspace, "test")))
                    .isTrue();
            Plan plan = test.weir().transactions().in(workspace, () -> {
                assertThat(SubscriberEnrichment.ensure(test.weir().registry(), workspace, "test"))
                        .isFalse();
                return test.weir()
                        .registry()
                        .recipe(workspace, SubscriberEnrichment.SLUG, OnDoubt.HOLD, _ -> true)
                        .plan();
            });
            assertThat(WorstCase.perRowMilli(plan)).isEqualTo(PRICE);
            List<Job> jobs = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                jobs.add(submit(test, engine, plan, 40 * i, 40));
            }

            // More often than anybody is tried: five times each, if all of it counted.
            until("it is taken for unavailable", () -> {
                test.database().crank(Duration.ofSeconds(5));
                return isOpen(engine);
            });
            for (int minutes = 0; minutes < 30; minutes += 3) {
                long before = calls(test);
                test.database().crank(Duration.ofMinutes(3));
                until("somebody looks whether it is back", () -> calls(test) > before);
            }
            vendor.set(URI.create("http://127.0.0.1:" + nobody + "/api/v2"));
            for (int minutes = 0; minutes < 30; minutes += 10) {
                test.database().crank(Duration.ofMinutes(10));
                LockSupport.parkNanos(700_000_000);
            }
            assertThat(isOpen(engine)).isTrue();
            for (Job job : jobs) {
                JobProgress progress = test.weir().jobs().progress(job);
                assertThat(progress.rows().completed() + progress.rows().failed()).isZero();
            }
            assertThat(test.sandbox().ledger().summary().chargedMilli(Vendor.FULLENRICH)).isZero();

            test.sandbox().settings(settings(VendorSettings.Outage.NONE));
            vendor.set(base(test));
            int completed = 0;
            for (Job job : jobs) {
                until("job " + job.id() + " has ended", () -> {
                    test.database().crank(Duration.ofSeconds(20));
                    LockSupport.parkNanos(100_000_000);
                    return test.weir().jobs().progress(job).closed();
                });
                JobProgress end = test.weir().jobs().progress(job);
                completed += end.rows().completed();
                assertThat(end.rows().completed() + end.rows().failed()).isEqualTo(40);
                assertThat(end.rows().inDoubt()).isZero();
                assertThat(end.credits().posted()).isEqualTo(end.rows().completed() * PRICE);
                assertThat(test.rows(job, 40)).allSatisfy(row -> {
                    String reason = row.cells().getFirst().reason();
                    assertThat(row.found().isEmpty() ? "not_found" : null).isEqualTo(reason);
                });
            }
            assertThat(completed).isGreaterThan(40);
            LedgerSummary.Line profiles =
                    test.sandbox().ledger().summary().of(VendorOperation.FULLENRICH_PROFILE);
            assertThat(profiles.distinctQuestions()).isEqualTo(120);
            assertThat(profiles.askedMoreThanOnce()).isZero();
            assertThat(profiles.chargedMilli()).isEqualTo(completed * PRICE);
            test.assertVerified();
        }
    }
}
