package dev.weir.sandbox;

import static dev.weir.sandbox.VendorOperation.APOLLO_COMPANY;
import static dev.weir.sandbox.VendorOperation.HUNTER_COMPANY;
import static dev.weir.sandbox.VendorOperation.PDL_COMPANY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    private static final SandboxSettings ALL_FOUND = Caller.PLAIN
            .with(Vendor.HUNTER, own -> own.withHitRate(HUNTER_COMPANY, 1).withCredits(1_000))
            .with(Vendor.APOLLO, own -> own.withHitRate(APOLLO_COMPANY, 1))
            .with(Vendor.PDL, own -> own.withHitRate(PDL_COMPANY, 1));

    @TempDir
    Path folder;

    @Test
    void restartRemembersBalancesRepeatsAndTries() {
        LedgerSummary before;
        try (var caller = Caller.of(ALL_FOUND, folder)) {
            caller.ask(HUNTER_COMPANY, "domain", "a.example");
            caller.ask(PDL_COMPANY, "name", "A");
            caller.ask(PDL_COMPANY, "name", "A");
            before = caller.server.ledger().summary();
        }
        try (var caller = Caller.of(ALL_FOUND, folder)) {
            assertThat(caller.server.ledger().summary()).isEqualTo(before);
            caller.ask(HUNTER_COMPANY, "domain", "a.example");
            var last = caller.server.ledger().entries().getLast();
            assertThat(last.sequence()).isEqualTo(4);
            assertThat(last.tryNumber()).isEqualTo(2);
            assertThat(last.chargedMilli()).as("paid before the restart").isZero();
            for (int i = 0; i < 5; i++) {
                caller.ask(HUNTER_COMPANY, "domain", "b" + i + ".example");
            }
            assertThat(caller.server.ledger().entries().getLast().outcome()).isEqualTo(Outcome.OUT_OF_CREDITS);
            assertThat(caller.server.ledger().summary().chargedMilli(Vendor.HUNTER))
                    .isEqualTo(1_000);
        }
    }

    @Test
    @Timeout(30)
    void everyAnswerThatArrivedIsInTheLedgerAfterAKill() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SandboxProgram.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        try (var out = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            while (line != null && !line.startsWith("Sandbox at ")) {
                line = out.readLine();
            }
            assertThat(line).isNotNull();
            List<String> answered = askUntilKilled(
                    Caller.JSON
                            .readTree(Files.readString(folder.resolve("sandbox.json")))
                            .at("/baseUrl")
                            .asString(),
                    child);
            try (var ledger = Ledger.open(folder)) {
                var written = new HashSet<String>();
                ledger.read(0, entry -> written.add(entry.requestId()));
                assertThat(answered).hasSizeGreaterThanOrEqualTo(500);
                assertThat(written).containsAll(answered);
                assertThat(ledger.summary().calls()).isLessThanOrEqualTo(answered.size() + 20L);
            }
        } finally {
            child.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
        }
    }

    private static List<String> askUntilKilled(String base, Process child) throws InterruptedException {
        var answered = Collections.synchronizedList(new ArrayList<String>());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var http = HttpClient.newBuilder().executor(threads).build()) {
            for (int thread = 0; thread < 20; thread++) {
                String mine = "t" + thread + "-";
                threads.submit(() -> {
                    for (int i = 0; child.isAlive(); i++) {
                        var request = HttpRequest.newBuilder(
                                        URI.create(base + APOLLO_COMPANY.path() + "?name=" + mine + i))
                                .header("x-api-key", "k")
                                .header("x-request-id", mine + i)
                                .build();
                        http.send(request, HttpResponse.BodyHandlers.ofString());
                        answered.add(mine + i);
                        if (answered.size() == 500) {
                            child.destroyForcibly();
                        }
                    }
                    return null;
                });
            }
            child.waitFor();
        }
        return answered;
    }

    @Test
    void twoHundredThreadsOfFiftyCallsStandInTheLedgerExactlyOnce() throws Exception {
        try (var caller = Caller.of(ALL_FOUND, folder);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = new ArrayList<Future<Integer>>();
            for (int thread = 0; thread < 200; thread++) {
                int mine = thread;
                done.add(threads.submit(() -> {
                    int found = 0;
                    for (int i = 0; i < 50; i++) {
                        found += caller.ask(APOLLO_COMPANY, "name", mine + " x " + i)
                                                .status()
                                        == 200
                                ? 1
                                : 0;
                    }
                    return found;
                }));
            }
            for (var one : done) {
                assertThat(one.get()).isEqualTo(50);
            }
            var entries = caller.server.ledger().entries();
            assertThat(entries).hasSize(10_000);
            assertThat(entries.stream().map(LedgerEntry::question).distinct()).hasSize(10_000);
            assertThat(entries.stream().mapToLong(LedgerEntry::sequence))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 10_000).boxed().toList());
            assertThat(caller.server.ledger().summary().of(APOLLO_COMPANY))
                    .isEqualTo(new LedgerSummary.Line(APOLLO_COMPANY, 10_000, 10_000, 10_000_000, 10_000, 0, 0));
        }
    }

    @Test
    void equalQuestionsAtOnceArePaidOnceAtHunterAndCountedAsRepeatsElsewhere() throws Exception {
        try (var caller = Caller.of(ALL_FOUND, folder);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                threads.submit(() -> caller.ask(HUNTER_COMPANY, "domain", "same.example"));
                threads.submit(() -> caller.ask(PDL_COMPANY, "name", "Same"));
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            var summary = caller.server.ledger().summary();
            assertThat(summary.of(HUNTER_COMPANY))
                    .isEqualTo(new LedgerSummary.Line(HUNTER_COMPANY, 20, 1, 200, 1, 0, 1));
            assertThat(summary.of(PDL_COMPANY))
                    .isEqualTo(new LedgerSummary.Line(PDL_COMPANY, 20, 20, 20_000, 1, 19, 1));
        }
    }

    @Test
    void ledgerIsReadOverHttpLineByLineAndInTotals() {
        try (var caller = Caller.of(ALL_FOUND, folder)) {
            for (int i = 0; i < 5; i++) {
                caller.ask(APOLLO_COMPANY, "name", "A" + i);
                caller.ask(PDL_COMPANY, "name", "A" + i);
            }
            var lines = caller.send(caller.to("/_sandbox/ledger?vendor=apollo&since=3&limit=2"))
                    .body()
                    .lines()
                    .map(Caller.JSON::readTree)
                    .toList();
            assertThat(lines).hasSize(2);
            assertThat(lines.getFirst().at("/sequence").asLong()).isEqualTo(5);
            assertThat(lines.getFirst().at("/question").asString()).isEqualTo("name=a2");
            assertThat(lines.getFirst().at("/operation").asString()).isEqualTo("apollo.organizations-enrich");
            var totals = caller.send(caller.to("/_sandbox/ledger/summary")).json();
            assertThat(totals.at("/pdl.company-enrich/chargedMilli").asLong()).isEqualTo(5_000);
            assertThat(caller.send(caller.to("/_sandbox/ledger").DELETE()).status())
                    .isEqualTo(404);
        }
    }

    @Test
    void ledgerGoesOnInTheNextSegment() throws IOException {
        String long1 = "q".repeat(7_900);
        try (var ledger = Ledger.open(folder)) {
            for (int i = 0; i < 2_500; i++) {
                ledger.append(
                        Ledger.draft(Instant.EPOCH, APOLLO_COMPANY, long1 + i, 1, "", 200, Outcome.FOUND, 1, null));
            }
            ledger.unsent(2_400);
            assertThat(ledger.entries()).hasSize(2_500);
        }
        try (var ledger = Ledger.open(folder)) {
            assertThat(folder.resolve("ledger-000002.bin")).exists();
            assertThat(ledger.entries()).hasSize(2_500);
            assertThat(ledger.entries().stream().filter(entry -> !entry.sent()).map(LedgerEntry::sequence))
                    .containsExactly(2_400L);
        }
    }

    @Test
    void aClosedLedgerTakesNothingMoreAndCanStillBeRead() throws IOException {
        var draft = Ledger.draft(Instant.EPOCH, APOLLO_COMPANY, "q", 1, "", 200, Outcome.FOUND, 1, null);
        var ledger = Ledger.open(folder);
        ledger.append(draft);
        ledger.close();

        ledger.unsent(1);
        assertThatIllegalStateException().isThrownBy(() -> ledger.append(draft));
        assertThat(ledger.entries()).hasSize(1);
        try (var again = Ledger.open(folder)) {
            assertThat(again.entries()).hasSize(1);
        }
    }

    @Test
    void numbersWrittenIntoLedgersNeverChange() {
        assertThat(Arrays.stream(VendorOperation.values()).map(VendorOperation::id))
                .startsWith(
                        "hunter.email-finder",
                        "hunter.email-verifier",
                        "hunter.companies-find",
                        "hunter.people-find",
                        "hunter.combined-find",
                        "hunter.email-count",
                        "hunter.account",
                        "apollo.people-match",
                        "apollo.organizations-enrich",
                        "apollo.credit-usage-stats",
                        "pdl.person-enrich",
                        "pdl.company-enrich",
                        "prospeo.enrich-person",
                        "prospeo.enrich-mobile",
                        "prospeo.enrich-company",
                        "findymail.search-name",
                        "findymail.search-business-profile",
                        "findymail.search-phone",
                        "findymail.verify",
                        "findymail.search-reverse-email",
                        "findymail.search-company",
                        "leadmagic.email-finder",
                        "leadmagic.mobile-finder",
                        "leadmagic.email-validation",
                        "leadmagic.profile-search",
                        "leadmagic.company-search",
                        "lusha.contact-emails",
                        "lusha.contact-phones",
                        "lusha.company",
                        "zerobounce.validate",
                        "neverbounce.single-check",
                        "contactout.linkedin-enrich",
                        "datagma.find-email",
                        "datagma.full",
                        "datagma.search",
                        "exa.search-company",
                        "exa.search",
                        "exa.contents",
                        "exa.answer",
                        "zenrows.markdown",
                        "zenrows.page",
                        "zenrows.outputs",
                        "clearbit.combined",
                        "clearbit-company.company",
                        "fullenrich.keys-verify",
                        "fullenrich.credits",
                        "fullenrich.enrich",
                        "fullenrich.enriched",
                        "fullenrich.reverse",
                        "fullenrich.reversed",
                        "fullenrich.people-lookup",
                        "fullenrich.company-lookup",
                        "fullenrich.work-email",
                        "fullenrich.personal-email",
                        "fullenrich.mobile-phone",
                        "fullenrich.profile-by-email",
                        "http-function.call",
                        "n8n.webhook",
                        "clay.row",
                        "clay-routines.run",
                        "clay-routines.results",
                        "clay-routines.item",
                        "apollo.webhook-result",
                        "apollo.mobile-number",
                        "apollo-waterfall.people-match",
                        "apollo-waterfall.webhook-result",
                        "apollo-waterfall.email",
                        "apollo-waterfall.phone",
                        "clearbit-later.combined",
                        "n8n.webhook-waiting",
                        "clay-large.upload-url",
                        "clay-large.upload",
                        "clay-large.start",
                        "clay-large.results",
                        "clay-large.file",
                        "clay-large.item");
        assertThat(Arrays.stream(Outcome.values()).map(Enum::name))
                .startsWith(
                        "FOUND",
                        "NOT_FOUND",
                        "PENDING",
                        "REMOTE_FAILURE",
                        "BLOCKED",
                        "INVALID_INPUT",
                        "UNAUTHORIZED",
                        "THROTTLED",
                        "OUT_OF_CREDITS",
                        "ACCOUNT",
                        "NOT_WORKED");
        assertThat(Arrays.stream(FaultKind.values()).map(Enum::name))
                .startsWith(
                        "TOO_MANY",
                        "TOO_MANY_BARE",
                        "HUNTER_403",
                        "SERVER_ERROR",
                        "TIMEOUT",
                        "SLOW_DRIP",
                        "RESET_BEFORE_FIRST_BYTE",
                        "RESET_AFTER_FIRST_BYTE",
                        "TRUNCATED",
                        "MALFORMED_JSON",
                        "WRONG_TYPES",
                        "ENDLESS_BODY",
                        "REDIRECT",
                        "NOT_FOUND_HTML");
    }

    @Test
    void secondSandboxOnTheSameFolderIsRefused() {
        try (var first = Caller.of(ALL_FOUND, folder)) {
            assertThatThrownBy(() -> SandboxServer.start(ALL_FOUND, folder, 0))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Another sandbox");
            assertThat(first.ask(PDL_COMPANY, "name", "A").status()).isEqualTo(200);
        }
        assertThat(folder.resolve("sandbox.json")).doesNotExist();
    }
}
