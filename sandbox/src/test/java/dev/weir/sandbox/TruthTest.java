package dev.weir.sandbox;

import static dev.weir.sandbox.VendorOperation.APOLLO_COMPANY;
import static dev.weir.sandbox.VendorOperation.APOLLO_PERSON;
import static dev.weir.sandbox.VendorOperation.HUNTER_COMPANY;
import static dev.weir.sandbox.VendorOperation.HUNTER_EMAIL_FINDER;
import static dev.weir.sandbox.VendorOperation.HUNTER_EMAIL_VERIFIER;
import static dev.weir.sandbox.VendorOperation.HUNTER_PERSON;
import static dev.weir.sandbox.VendorOperation.PDL_COMPANY;
import static dev.weir.sandbox.VendorOperation.PDL_PERSON;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TruthTest {
    private static final SandboxSettings SETTINGS = SandboxSettings.DEFAULT.withSeed(20_261_120);

    @TempDir
    Path folder;

    private final Truth truth = Truth.of(SETTINGS);

    @Test
    void truthAgreesWithTheAnswersOver500People() {
        var given = new HashMap<VendorOperation, Integer>();
        try (var caller = Caller.of(SETTINGS, folder)) {
            for (int i = 0; i < 500; i++) {
                var inputs = Map.of(
                        "person.first_name", "Ada", "person.last_name", "Number" + i, "company.name", "Firm " + i % 97);
                for (var operation : List.of(HUNTER_EMAIL_FINDER, APOLLO_PERSON, PDL_PERSON)) {
                    given.merge(operation, agrees(caller, operation, inputs), Integer::sum);
                }
                var reachable = truth.value(
                        List.of(HUNTER_EMAIL_FINDER, PDL_PERSON, APOLLO_PERSON), inputs, "person.work_email");
                if (reachable.isPresent()) {
                    var byMail = Map.of("person.work_email", reachable.get().value());
                    for (var operation : List.of(HUNTER_PERSON, HUNTER_EMAIL_VERIFIER, PDL_PERSON)) {
                        given.merge(operation, agrees(caller, operation, byMail), Integer::sum);
                    }
                }
            }
        }
        assertThat(given.get(HUNTER_EMAIL_FINDER)).isGreaterThan(1_000);
        assertThat(given.get(APOLLO_PERSON)).isGreaterThan(2_000);
        assertThat(given.get(PDL_PERSON)).isGreaterThan(2_000);
        assertThat(given.get(HUNTER_PERSON)).isGreaterThan(500);
    }

    @Test
    void truthAgreesWithTheAnswersOver500Companies() {
        var given = new HashMap<VendorOperation, Integer>();
        try (var caller = Caller.of(SETTINGS, folder)) {
            for (int i = 0; i < 500; i++) {
                var byName = Map.of("company.name", "Société No. " + i);
                var byDomain = Map.of("company.domain", "societe-no-" + i + ".example");
                assertThat(truth.value(List.of(APOLLO_COMPANY), byName, "company.industry"))
                        .isEqualTo(truth.value(List.of(APOLLO_COMPANY), byDomain, "company.industry"));
                given.merge(APOLLO_COMPANY, agrees(caller, APOLLO_COMPANY, byName), Integer::sum);
                given.merge(PDL_COMPANY, agrees(caller, PDL_COMPANY, byName), Integer::sum);
                given.merge(HUNTER_COMPANY, agrees(caller, HUNTER_COMPANY, byDomain), Integer::sum);
            }
        }
        assertThat(given.values()).allMatch(values -> values > 1_500);
    }

    /** How many values the truth named, each of them equal to what a reader of the answer finds. */
    private int agrees(Caller caller, VendorOperation operation, Map<String, String> inputs) {
        Caller.Got got = caller.ask(operation, AnswerReader.pairs(operation, inputs));
        int named = 0;
        for (String field : operation.gives()) {
            Optional<String> read = AnswerReader.read(operation, got, field);
            Optional<String> said =
                    truth.value(List.of(operation), inputs, field).map(TruthValue::value);
            assertThat(said)
                    .as("%s of %s for %s: %s", field, operation, inputs, got.body())
                    .isEqualTo(read);
            named += said.isPresent() ? 1 : 0;
        }
        return named;
    }

    @Test
    void firstVendorThatGivesAUsableValueWins() {
        var order = List.of(HUNTER_EMAIL_FINDER, APOLLO_PERSON, PDL_PERSON);
        var winners = new HashMap<Vendor, Integer>();
        for (int i = 0; i < 200; i++) {
            var inputs = Map.of("person.full_name", "Ada Number" + i, "company.domain", "acme.example");
            truth.value(order, inputs, "person.work_email").ifPresent(value -> {
                winners.merge(value.vendor(), 1, Integer::sum);
                int place = order.indexOf(value.operation());
                assertThat(truth.value(order.subList(0, place), inputs, "person.work_email"))
                        .isEmpty();
            });
        }
        assertThat(winners).containsOnlyKeys(Vendor.HUNTER, Vendor.APOLLO, Vendor.PDL);
    }

    @Test
    void truthFileFeedsFoundFieldsIntoLaterOnes() throws IOException {
        Path list = Files.writeString(
                folder.resolve("list.csv"),
                "Security,Note,Site\n3M,\"a, b\",\nA. O. Smith,,aosmith.example\n\"Quote \"\"Co\"\"\",,\n");
        var waterfalls = new LinkedHashMap<String, List<String>>();
        waterfalls.put("company.domain", List.of("apollo", "pdl"));
        waterfalls.put("company.employee_range", List.of("hunter", "pdl.company-enrich"));
        Path out = folder.resolve("truth.csv");
        Truth.of(Caller.PLAIN
                        .with(Vendor.APOLLO, own -> own.withHitRate(APOLLO_COMPANY, 1))
                        .with(Vendor.HUNTER, own -> own.withHitRate(HUNTER_COMPANY, 1)))
                .write(
                        list,
                        Map.of("Security", "company.name", "Site", "company.domain"),
                        List.copyOf(waterfalls.keySet()),
                        waterfalls,
                        out);
        List<String> lines = Files.readAllLines(out);
        assertThat(lines.getFirst()).isEqualTo("Security,Note,Site,company.domain,company.employee_range");
        assertThat(lines.get(1)).matches("3M,\"a, b\",,3m\\.example,[0-9]+[-+0-9]*");
        assertThat(lines.get(2)).matches("A\\. O\\. Smith,,aosmith\\.example,aosmith\\.example,[0-9]+[-+0-9]*");
        assertThat(lines.get(3)).contains(",quote-co.example,");
    }

    @Test
    void answersDependOnSeedAndQuestionAlone() {
        var first = new HashMap<String, String>();
        for (var run : List.of("one", "two", "other")) {
            var settings = run.equals("other") ? SETTINGS.withSeed(2) : SETTINGS;
            try (var caller = Caller.of(settings, folder.resolve(run))) {
                int same = 0;
                for (int i = 0; i < 50; i++) {
                    String body =
                            caller.ask(APOLLO_COMPANY, "name", "Firm " + i).body();
                    String before = first.putIfAbsent("Firm " + i, body);
                    same += body.equals(before) ? 1 : 0;
                }
                assertThat(same).isEqualTo(run.equals("two") ? 50 : same);
                if (run.equals("other")) {
                    assertThat(same).isLessThan(10);
                }
            }
        }
    }
}
