package dev.weir.server.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Pace;
import dev.weir.provider.Provider;
import dev.weir.provider.Values;
import dev.weir.providers.Providers;
import dev.weir.sandbox.FaultKind;
import dev.weir.sandbox.LedgerSummary;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.sandbox.Vendor;
import dev.weir.sandbox.VendorOperation;
import dev.weir.sandbox.VendorSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.audience.Arrival;
import dev.weir.server.egress.Access;
import dev.weir.server.egress.CredentialKey;
import dev.weir.server.egress.CredentialState;
import dev.weir.server.egress.EgressSettings;
import dev.weir.server.enrolment.EnrichmentRequest.State;
import dev.weir.server.testing.TestWeir;
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
    private static final String SUBMISSIONS =
            "SELECT count(*) FROM weir.submission WHERE workspace_id = ? AND state = 3";

    @TempDir
    Path folder;

    private final AtomicReference<URI> vendor = new AtomicReference<>();

    private static SandboxSettings settings(VendorSettings.Outage outage) {
        return SandboxSettings.DEFAULT
                .withSeed(7)
                .with(
                        Vendor.FULLENRICH,
                        one -> one.withOutage(outage).withLater(one.later().withDelay(0, 50)));
    }

    private TestWeir weir(int nobody) {
        TestWeir test = new TestWeir(
                settings(new VendorSettings.Outage(true, 0, 0, FaultKind.SERVER_ERROR)), folder, providers());
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

    private static List<Provider> providers() {
        List<Provider> providers = new ArrayList<>(Providers.shipped().all());
        providers.add(TestAudience.vendor());
        return providers;
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

    private static List<Arrival> people(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(i -> new Arrival(
                        "ada" + i + ".example@company" + i + ".example",
                        // A name that a form asked for is no profile.
                        i % 2 == 0 ? Values.of("person.full_name", "Ada " + i) : Values.none(),
                        true,
                        null,
                        null,
                        "{}"))
                .toList();
    }

    private static boolean isOpen(RunningWeir engine) {
        return engine.egress().state().stream().anyMatch(one -> one.phase() == CredentialState.Phase.OPEN);
    }

    private static long asked(TestWeir test) {
        return test.sandbox()
                .ledger()
                .summary()
                .of(VendorOperation.FULLENRICH_REVERSE)
                .calls();
    }

    private static void nobodyHasFailed(TestAudience audience) {
        assertThat(audience.in(State.FAILED) + audience.in(State.COMPLETED)).isZero();
    }

    @Test
    void afterAnHourEverybodyPendingIsAskedForOnceAndCostsOneAnswer() throws IOException {
        int nobody = nobody();
        try (TestWeir test = weir(nobody)) {
            TestAudience audience = new TestAudience(test, "down", true);
            audience.want(audience.receive(people(0, 100)), SubscriberEnrichment.SLUG, null, true);
            try (RunningWeir engine = test.start()) {
                // Tried five times, and would have failed if that were all there is to it.
                until("it is taken for unavailable", () -> {
                    test.database().crank(Duration.ofSeconds(5));
                    return isOpen(engine);
                });
                assertThat(asked(test)).isEqualTo(5);
                nobodyHasFailed(audience);
            }
            assertThat(audience.jobs()).containsExactly(100);
            audience.want(audience.receive(people(100, 30)), SubscriberEnrichment.SLUG, null, true);
            test.database().crank(Duration.ofMinutes(30));
            try (RunningWeir _ = test.startBesideOthers()) {
                until(
                        "one question looks whether it is back",
                        () -> audience.count(SUBMISSIONS + " AND items = 1") > 0);
                until("more is submitted meanwhile", () -> audience.in(State.SUBMITTED) == 130);
            }
            vendor.set(URI.create("http://127.0.0.1:" + nobody + "/api/v2"));
            long submissions = audience.count(SUBMISSIONS);
            test.database().crank(Duration.ofMinutes(30));
            try (RunningWeir engine = test.startBesideOthers()) {
                until("nobody is there to take it", () -> audience.count(SUBMISSIONS) > submissions);
                assertThat(isOpen(engine)).isTrue();
                nobodyHasFailed(audience);
            }
            assertThat(test.sandbox().ledger().summary().chargedMilli(Vendor.FULLENRICH))
                    .isZero();

            test.sandbox().settings(settings(VendorSettings.Outage.NONE));
            vendor.set(base(test));
            test.database().crank(Duration.ofMinutes(2));
            try (RunningWeir _ = test.startBesideOthers()) {
                until("all has ended", () -> {
                    test.database().crank(Duration.ofSeconds(20));
                    LockSupport.parkNanos(50_000_000);
                    return audience.in(State.FAILED) + audience.in(State.COMPLETED) == 130;
                });
            }
            long completed = audience.in(State.COMPLETED);
            assertThat(completed).isGreaterThan(30);
            assertThat(audience.all())
                    .filteredOn(one -> one.state() == State.FAILED)
                    .isNotEmpty()
                    .allSatisfy(one -> {
                        assertThat(one.reason()).isEqualTo("not_found");
                        assertThat(one.runs()).isEqualTo(1);
                    });
            assertThat(
                            audience.count(
                                    "SELECT count(*) FROM weir.subscriber WHERE workspace_id = ? AND found LIKE '%fullenrich%'"))
                    .isEqualTo(completed);
            LedgerSummary.Line profiles = test.sandbox().ledger().summary().of(VendorOperation.FULLENRICH_PROFILE);
            assertThat(profiles.distinctQuestions()).isEqualTo(130);
            assertThat(profiles.askedMoreThanOnce()).isZero();
            assertThat(profiles.chargedMilli()).isEqualTo(completed * PRICE);
            assertThat(audience.count("SELECT sum(held) FROM weir.account WHERE workspace_id = ? AND kind = 2"))
                    .isEqualTo(130 * PRICE);
            assertThat(audience.count("SELECT sum(posted) FROM weir.account WHERE workspace_id = ? AND kind = 2"))
                    .isEqualTo(completed * PRICE);
            test.assertVerified();
        }
    }
}
