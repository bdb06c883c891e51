package dev.weir.server.enrichment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.FaultKind;
import dev.weir.sandbox.FaultRule;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.sandbox.Vendor;
import dev.weir.sandbox.VendorOperation;
import dev.weir.server.RunningWeir;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.RowView;
import dev.weir.server.testing.Death;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real HTTP, real declarations: found, verified, paid for, and killed in between. */
@Timeout(240)
class VerifiedAgainstSandboxTest {

    private static final String EMAIL = "person.work_email";

    @TempDir
    Path folder;

    private static Plan plan(TestWeir test, OnDoubt onDoubt, String... finders) {
        Plan plain = test.plan(onDoubt, List.of(EMAIL), finders);
        List<Place> verifiers = test.weir().catalog().verifiers(EMAIL, List.of("zerobounce", "neverbounce"));
        return new Plan(
                plain.steps().stream().map(step -> step.verifiedBy(verifiers)).toList(), onDoubt);
    }

    private static void booksFit(TestWeir test, Job job) {
        long certain = test.weir().statistics().ofJob(job).stream()
                .mapToLong(Statistics.ProviderPart::vendorCertain)
                .sum();
        long charged = 0;
        for (Vendor vendor : Vendor.values()) {
            charged += test.sandbox().ledger().summary().chargedMilli(vendor);
        }
        assertThat(certain).isEqualTo(charged);
        test.assertVerified();
    }

    /** People whose names have the letters of addresses. */
    private static List<Map<String, Object>> lettered(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Map.<String, Object>of(
                        "person.first_name", "Ad" + (char) ('a' + i % 26),
                        "person.last_name", "Examplé" + (char) ('a' + i / 26),
                        "company.domain", "company" + i % 50 + ".example"))
                .toList();
    }

    /** Who found the row's e-mail; nobody, when it has none. */
    private static String finder(RowView row) {
        RowView.FoundValue email = row.found().get(EMAIL);
        return email == null ? "" : email.provider();
    }

    @Test
    void everyKeptEmailWasCalledGoodAndTheBooksFit() {
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT.withSeed(7), folder);
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(plan(test, OnDoubt.HOLD, "hunter", "apollo")),
                    EnrichmentAgainstSandboxTest.people(400),
                    engine.engine());
            JobProgress end = test.await(job);

            List<RowView> rows = test.rows(job, 400);
            assertThat(rows.stream().filter(row -> row.found().containsKey(EMAIL)))
                    .hasSizeGreaterThan(150);
            Map<String, Long> statuses = rows.stream()
                    .filter(row -> row.found().containsKey(EMAIL))
                    .collect(Collectors.groupingBy(
                            row -> String.valueOf(TestWeir.text(row, "person.work_email_status")),
                            Collectors.counting()));
            assertThat(statuses).containsOnlyKeys("valid", "catch_all");
            assertThat(end.credits().open()).isZero();
            assertThat(end.credits().balance()).isZero();
            booksFit(test, job);
        }
    }

    @Test
    void aGuessThatIsValidSavesTheFindersAndOneThatIsNotGoesOnToThem() {
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT.withSeed(7), folder);
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(plan(test, OnDoubt.HOLD, "pattern", "hunter")), lettered(150), engine.engine());
            test.await(job);

            List<RowView> rows = test.rows(job, 150);
            assertThat(rows.stream().filter(row -> finder(row).startsWith("pattern")))
                    .hasSizeGreaterThan(100)
                    .allSatisfy(row -> assertThat(TestWeir.text(row, "person.work_email_status"))
                            .isEqualTo("valid"));
            assertThat(test.sandbox()
                            .ledger()
                            .summary()
                            .of(VendorOperation.HUNTER_EMAIL_FINDER)
                            .calls())
                    .as("hunter is asked where guesses do not stand")
                    .isBetween(1L, 40L);
            assertThat(test.weir().statistics().ofJob(job).stream()
                            .filter(part -> part.provider().startsWith("pattern")))
                    .allSatisfy(part ->
                            assertThat(part.charged() + part.vendorCertain()).isZero());
            booksFit(test, job);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "enrichment.afterIntent, 90",
        "egress.afterSend, 90",
        "enrichment.beforeSettle, 90",
        "journal.beforeCommit, 6",
        "journal.committed, 6"
    })
    void aDeathBetweenFindAndVerificationLosesAndRepeatsNothing(String point, int hit) throws Exception {
        SandboxSettings settings = SandboxSettings.DEFAULT.withAll(vendor -> vendor.withLatency(1, 15));
        try (TestWeir test = new TestWeir(settings, folder)) {
            Job job = test.submit(
                    test.request(plan(test, OnDoubt.HOLD, "hunter", "apollo")),
                    EnrichmentAgainstSandboxTest.people(150),
                    NoEngine.INSTANCE);
            JobProgress end = new Death(point, hit).thenFinish(test, job);

            assertThat(end.rows().completed() + end.rows().failed()).isEqualTo(150);
            assertThat(end.credits().balance()).isEqualTo(end.credits().doubt());
            Set<String> doubtful = test.weir().doubts().list(test.workspace().id()).stream()
                    .map(Doubt::provider)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(doubtful).isSubsetOf("hunter", "apollo", "zerobounce", "neverbounce");
            for (VendorOperation operation :
                    List.of(VendorOperation.ZEROBOUNCE_VALIDATE, VendorOperation.NEVERBOUNCE_CHECK)) {
                assertThat(test.sandbox().ledger().summary().of(operation).askedMoreThanOnce())
                        .as("%s", operation)
                        .isZero();
            }
            test.assertVerified();
        }
    }

    @Test
    void lostVerificationsThatAreRetriedEndLikeAnyOther() {
        SandboxSettings settings = SandboxSettings.DEFAULT
                .withSeed(7)
                .with(
                        Vendor.ZEROBOUNCE,
                        it -> it.withFaults(FaultRule.of(FaultKind.RESET_AFTER_FIRST_BYTE, 0.2)
                                .healingAfter(1)));
        try (TestWeir test = new TestWeir(settings, folder).settings(BreakersWide::of);
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(plan(test, OnDoubt.RETRY, "hunter")),
                    EnrichmentAgainstSandboxTest.people(60),
                    engine.engine());
            JobProgress end = test.await(job);

            assertThat(end.rows().inDoubt()).isZero();
            assertThat(end.rows().completed()).isGreaterThan(10);
            assertThat(end.credits().balance()).isZero();
            test.assertVerified();
        }
    }
}
