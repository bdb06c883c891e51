package dev.weir.sandbox;

import static dev.weir.sandbox.VendorOperation.APOLLO_COMPANY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final String CHANGE = """
            {"seed": 7,
             "apollo": {"hitRates": {"apollo.organizations-enrich": 1}, "latency": {"minMillis": 5, "maxMillis": 9},
                        "faults": [{"kind": "SERVER_ERROR", "rate": 0.5, "firstTries": 2}]},
             "hunter": {"rejectedKeys": ["old"], "outage": {"on": true}}}
            """;

    @TempDir
    Path folder;

    @Test
    void fileNamesOnlyWhatItChanges() throws IOException {
        Path file = Files.writeString(folder.resolve("settings.json"), CHANGE);
        assertThat(SandboxSettings.read(file))
                .isEqualTo(SandboxSettings.DEFAULT
                        .withSeed(7)
                        .with(
                                Vendor.APOLLO,
                                own -> own.withHitRate(APOLLO_COMPANY, 1)
                                        .withLatency(5, 9)
                                        .withFaults(FaultRule.of(FaultKind.SERVER_ERROR, 0.5)
                                                .healingAfter(2)))
                        .with(
                                Vendor.HUNTER,
                                own -> own.withRejectedKeys(Set.of("old"))
                                        .withOutage(new VendorSettings.Outage(true, 0, 0, FaultKind.SERVER_ERROR))));
    }

    @Test
    void theGuidesFileIsUnderstoodAndItNamesEveryKindOfFault() throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "guides", "sandbox.md"));
        String file = guide.substring(guide.indexOf("```json") + 7);

        SandboxSettings changed = SandboxSettings.DEFAULT.changedBy(file.substring(0, file.indexOf("```")));

        assertThat(changed.of(Vendor.APOLLO).faults()).containsExactly(FaultRule.of(FaultKind.TRUNCATED, 1));
        assertThat(changed.of(Vendor.HUNTER).outage().on()).isTrue();
        assertThat(changed.of(Vendor.PROSPEO).hitRates()).containsOnlyKeys(VendorOperation.PROSPEO_COMPANY.id());
        assertThat(changed.of(Vendor.FULLENRICH).later().twice()).isEqualTo(0.1);
        for (FaultKind kind : FaultKind.values()) {
            assertThat(guide).contains("`" + kind + "`");
        }
    }

    @Test
    void settingsSurviveBeingWrittenAndRead() {
        SandboxSettings some = SandboxSettings.DEFAULT.changedBy(CHANGE);
        assertThat(SandboxSettings.DEFAULT.changedBy(some.toJson())).isEqualTo(some);
    }

    @Test
    void unknownNamesAndValuesAreRefused() {
        for (String wrong : new String[] {
            "{\"sead\": 1}",
            "{\"apollo\": {\"pace\": {\"perHour\": 1}}}",
            "{\"apollo\": {\"hitRates\": {\"apollo.organizations-enrich\": 2}}}",
            "{\"apollo\": {\"faults\": [{\"kind\": \"RAIN\", \"rate\": 1}]}}",
            "{\"apollo\": {\"faults\": [{\"rate\": 1}]}}",
            "[]",
            "{"
        }) {
            assertThatThrownBy(() -> SandboxSettings.DEFAULT.changedBy(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void settingsChangeWhileItRuns() {
        try (var caller = Caller.of(Caller.PLAIN, folder)) {
            var put = caller.to("/_sandbox/settings")
                    .PUT(HttpRequest.BodyPublishers.ofString("{\"apollo\": {\"outage\": {\"on\": true}}}"));
            assertThat(caller.send(put).json().at("/apollo/outage/on").asBoolean())
                    .isTrue();
            assertThat(caller.ask(APOLLO_COMPANY, "name", "Acme").status()).isEqualTo(503);
            var wrong = caller.to("/_sandbox/settings").PUT(HttpRequest.BodyPublishers.ofString("{\"x\": 1}"));
            assertThat(caller.send(wrong).status()).isEqualTo(400);
        }
    }

    @Test
    void latencyHoldsAnAnswerBack() {
        var slow = Caller.PLAIN.with(Vendor.APOLLO, own -> own.withLatency(120, 150));
        try (var caller = Caller.of(slow, folder)) {
            long start = System.nanoTime();
            caller.ask(APOLLO_COMPANY, "name", "Acme");
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(120_000_000L);
        }
    }
}
