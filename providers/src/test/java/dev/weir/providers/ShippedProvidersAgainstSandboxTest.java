package dev.weir.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Ask;
import dev.weir.provider.Exchange;
import dev.weir.provider.Fields;
import dev.weir.provider.Operation;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.sandbox.FaultKind;
import dev.weir.sandbox.FaultRule;
import dev.weir.sandbox.Quirks;
import dev.weir.sandbox.SandboxServer;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.sandbox.Truth;
import dev.weir.sandbox.TruthValue;
import dev.weir.sandbox.Vendor;
import dev.weir.sandbox.VendorOperation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Asks every operation over HTTP, where the vendors are played from their pages by others' code. */
class ShippedProvidersAgainstSandboxTest {

    private static final int SUBJECTS = 60;

    private static final Map<VendorOperation, String> OPERATIONS = new LinkedHashMap<>();

    static {
        OPERATIONS.put(VendorOperation.HUNTER_EMAIL_FINDER, "hunter.email-finder");
        OPERATIONS.put(VendorOperation.HUNTER_EMAIL_VERIFIER, "hunter.email-verifier");
        OPERATIONS.put(VendorOperation.HUNTER_COMPANY, "hunter.company");
        OPERATIONS.put(VendorOperation.HUNTER_PERSON, "hunter.person");
        OPERATIONS.put(VendorOperation.APOLLO_PERSON, "apollo.person");
        OPERATIONS.put(VendorOperation.APOLLO_COMPANY, "apollo.company");
        OPERATIONS.put(VendorOperation.PDL_PERSON, "pdl.person");
        OPERATIONS.put(VendorOperation.PDL_COMPANY, "pdl.company");
        OPERATIONS.put(VendorOperation.PROSPEO_PERSON, "prospeo.person");
        OPERATIONS.put(VendorOperation.PROSPEO_MOBILE, "prospeo.mobile");
        OPERATIONS.put(VendorOperation.PROSPEO_COMPANY, "prospeo.company");
        OPERATIONS.put(VendorOperation.FINDYMAIL_NAME, "findymail.email");
        OPERATIONS.put(VendorOperation.FINDYMAIL_PROFILE, "findymail.email-by-profile");
        OPERATIONS.put(VendorOperation.FINDYMAIL_PHONE, "findymail.phone");
        OPERATIONS.put(VendorOperation.FINDYMAIL_VERIFY, "findymail.verify");
        OPERATIONS.put(VendorOperation.FINDYMAIL_REVERSE, "findymail.reverse-email");
        OPERATIONS.put(VendorOperation.FINDYMAIL_COMPANY, "findymail.company");
        OPERATIONS.put(VendorOperation.LEADMAGIC_EMAIL, "leadmagic.email-finder");
        OPERATIONS.put(VendorOperation.LEADMAGIC_MOBILE, "leadmagic.mobile-finder");
        OPERATIONS.put(VendorOperation.LEADMAGIC_VALIDATION, "leadmagic.email-validation");
        OPERATIONS.put(VendorOperation.LEADMAGIC_PROFILE, "leadmagic.profile");
        OPERATIONS.put(VendorOperation.LEADMAGIC_COMPANY, "leadmagic.company");
        OPERATIONS.put(VendorOperation.LUSHA_EMAIL, "lusha.email");
        OPERATIONS.put(VendorOperation.LUSHA_PHONE, "lusha.phone");
        OPERATIONS.put(VendorOperation.LUSHA_COMPANY, "lusha.company");
        OPERATIONS.put(VendorOperation.ZEROBOUNCE_VALIDATE, "zerobounce.validate");
        OPERATIONS.put(VendorOperation.NEVERBOUNCE_CHECK, "neverbounce.check");
        OPERATIONS.put(VendorOperation.CONTACTOUT_PERSON, "contactout.person");
        OPERATIONS.put(VendorOperation.DATAGMA_EMAIL, "datagma.email-finder");
        OPERATIONS.put(VendorOperation.DATAGMA_PERSON, "datagma.person");
        OPERATIONS.put(VendorOperation.DATAGMA_MOBILE, "datagma.mobile");
        OPERATIONS.put(VendorOperation.EXA_COMPANY, "exa.company");
        OPERATIONS.put(VendorOperation.EXA_SEARCH, "exa.search");
        OPERATIONS.put(VendorOperation.EXA_CONTENTS, "exa.contents");
        OPERATIONS.put(VendorOperation.EXA_ANSWER, "exa.answer");
        OPERATIONS.put(VendorOperation.ZENROWS_TEXT, "zenrows.text-js");
        OPERATIONS.put(VendorOperation.ZENROWS_HTML, "zenrows.html-js-premium");
        OPERATIONS.put(VendorOperation.ZENROWS_CONTACTS, "zenrows.contacts-js");
        OPERATIONS.put(VendorOperation.CLEARBIT_PERSON, "clearbit.person");
        OPERATIONS.put(VendorOperation.CLEARBIT_COMPANY, "clearbit-company.company");
        OPERATIONS.put(VendorOperation.FULLENRICH_PERSON, "fullenrich.person");
        OPERATIONS.put(VendorOperation.FULLENRICH_COMPANY, "fullenrich.company");
    }

    /** These always have something to say. */
    private static final Set<VendorOperation> VERIFIERS = Set.of(
            VendorOperation.HUNTER_EMAIL_VERIFIER,
            VendorOperation.FINDYMAIL_VERIFY,
            VendorOperation.LEADMAGIC_VALIDATION,
            VendorOperation.ZEROBOUNCE_VALIDATE,
            VendorOperation.NEVERBOUNCE_CHECK,
            VendorOperation.EXA_ANSWER);

    @TempDir
    Path folder;

    private final Map<Class<?>, Integer> seen = new HashMap<>();
    private long costMilli;

    static Set<VendorOperation> played() {
        return OPERATIONS.keySet();
    }

    @ParameterizedTest
    @MethodSource("played")
    void everyOperationGivesTheTruthAndBooksWhatTheVendorCharged(VendorOperation played) throws IOException {
        Quirks quirks = Quirks.DEFAULT
                .withSparse(0.3)
                .withEmptyPerson(0.2)
                .withLockedEmail(0.2)
                .withBlocked(0.1);
        everySubject(played, SandboxSettings.DEFAULT.withSeed(7).withAll(vendor -> vendor.withQuirks(quirks)));
        assertThat(seen).containsKey(Reply.Found.class);
        if (!VERIFIERS.contains(played)) {
            assertThat(seen).containsKey(Reply.NotFound.class);
        }
        if (played.vendor() == Vendor.HUNTER || played == VendorOperation.LUSHA_EMAIL) {
            assertThat(seen).containsKey(Reply.Blocked.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PDL_PERSON", "PDL_COMPANY"})
    void theFreePlanOfPeopleDataLabsIsTheTruthToo(VendorOperation played) throws IOException {
        everySubject(
                played,
                SandboxSettings.DEFAULT.with(Vendor.PDL, vendor -> vendor.withQuirks(Quirks.NONE.withFreePlan(true))));
        assertThat(seen).containsKey(Reply.Found.class);
    }

    private void everySubject(VendorOperation played, SandboxSettings settings) throws IOException {
        Operation operation = Known.operation(Objects.requireNonNull(OPERATIONS.get(played)));
        Truth truth = Truth.of(settings).titlecase(true);
        try (SandboxServer sandbox = SandboxServer.start(settings, folder, 0)) {
            Exchange exchange = exchange(sandbox, operation);
            for (int i = 0; i < SUBJECTS; i++) {
                List<Set<String>> alternatives = operation.spec().inputs();
                Set<String> fields = alternatives.get(i % alternatives.size());
                if (fields.contains("person.mobile_phone") || fields.contains("person.personal_email")) {
                    continue; // the sandbox knows nobody by a telephone number or a personal address
                }
                Map<String, Object> inputs = new Values(subject(i)).only(fields).byField();
                Reply reply = operation.ask(new Ask(inputs, operation.spec().outputs(), "key-" + i), exchange);
                seen.merge(reply.getClass(), 1, Integer::sum);
                compare(reply, truth, played, inputs);
            }
            assertThat(sandbox.ledger().summary().of(played).chargedMilli()).isEqualTo(costMilli);
        }
    }

    private static Exchange exchange(SandboxServer sandbox, Operation operation) {
        String slug = operation.spec().id().provider();
        String path = Known.PROVIDERS.find(slug).orElseThrow().baseUrl().getPath();
        return new LoopbackExchange(java.net.URI.create(sandbox.base(slug) + path));
    }

    static Map<String, Object> subject(int i) {
        return Map.of(
                "person.first_name", "Ada",
                "person.last_name", "Example" + i,
                "person.full_name", "Ada Example" + i,
                "person.work_email", "ada.example" + i + "@northwind" + i + ".com",
                "person.linkedin_url", "https://www.linkedin.com/in/ada-example" + i + "--northwind" + i,
                "company.name", "Northwind" + i,
                "company.domain", "northwind" + i + ".com",
                "company.website", "https://www.northwind" + i + ".com/about",
                "web.url", "https://northwind" + i + ".com/news",
                "company.linkedin_url", "https://www.linkedin.com/company/northwind" + i);
    }

    private void compare(Reply reply, Truth truth, VendorOperation played, Map<String, Object> inputs) {
        Map<String, String> texts = new HashMap<>();
        inputs.forEach((name, value) -> texts.put(name, value.toString()));
        Values values = switch (reply) {
            case Reply.Found(Values found, Receipt receipt) -> {
                costMilli += receipt.vendorCostMilli();
                yield found;
            }
            case Reply.NotFound(Receipt receipt) -> {
                costMilli += receipt.vendorCostMilli();
                yield Values.none();
            }
            case Reply.Blocked(Receipt receipt) -> {
                costMilli += receipt.vendorCostMilli();
                yield Values.none();
            }
            default -> throw new AssertionError("asked with " + inputs + ": " + reply);
        };
        for (String field : played.gives()) {
            Optional<String> told = truth.value(List.of(played), texts, field).map(TruthValue::value);
            Optional<String> read = values.get(field).map(Fields::toText);
            assertThat(read.map(text -> comparable(played, field, text)))
                    .as("%s asked with %s: %s", field, inputs, reply)
                    .isEqualTo(told.map(text -> comparable(played, field, text)));
        }
    }

    /** Of the two company names that People Data Labs gives, the declaration takes the one with its own capitals. */
    private static String comparable(VendorOperation played, String field, String text) {
        return played == VendorOperation.PDL_COMPANY && field.equals("company.name")
                ? text.toLowerCase(java.util.Locale.ROOT)
                : text;
    }

    @ParameterizedTest
    @CsvSource({
        "MALFORMED_JSON, BadAnswer",
        "WRONG_TYPES, BadAnswer",
        "REDIRECT, BadAnswer",
        "SERVER_ERROR, Trouble",
        "NOT_FOUND_HTML, Trouble",
        "RESET_BEFORE_FIRST_BYTE, Lost",
        "TRUNCATED, Lost",
    })
    void everyFaultIsReadForWhatItIs(FaultKind fault, String reply) throws IOException {
        SandboxSettings settings = SandboxSettings.DEFAULT.withAll(vendor -> {
            var sure = vendor.withQuirks(Quirks.NONE).withFaults(FaultRule.of(fault, 1));
            for (VendorOperation played : OPERATIONS.keySet()) {
                sure = sure.withHitRate(played, 1);
            }
            return sure;
        });
        try (SandboxServer sandbox = SandboxServer.start(settings, folder, 0)) {
            for (String id : OPERATIONS.values()) {
                Operation operation = Known.operation(id);
                if (id.matches("zenrows\\.(text|html).*")
                        && (fault == FaultKind.MALFORMED_JSON || fault == FaultKind.WRONG_TYPES)) {
                    continue; // a page has neither syntax nor types to be spoiled
                }
                Values known =
                        new Values(subject(3)).only(operation.spec().inputs().getFirst());
                Reply got = operation.ask(
                        new Ask(known.byField(), operation.spec().outputs(), "key"), exchange(sandbox, operation));
                assertThat(got.getClass().getSimpleName()).as("%s: %s", id, got).isEqualTo(reply);
            }
        }
    }
}
