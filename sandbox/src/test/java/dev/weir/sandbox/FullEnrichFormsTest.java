package dev.weir.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** FullEnrich as its page has it, and what can befall call-backs. */
class FullEnrichFormsTest {

    private static final String BULK = "/fullenrich/api/v2/contact/enrich/bulk";
    private static final String ADA = """
            {"first_name":"Ada","last_name":"Example","domain":"northwind.com","enrich_fields":[FIELDS],"custom":{"row":"ROW"}}""";

    @TempDir
    Path folder;

    private final Receiver receiver = new Receiver();
    private Caller caller;

    @BeforeEach
    void start() {
        caller = Caller.of(sure(late -> late.withDelay(0, 0)), folder);
    }

    @AfterEach
    void stop() {
        caller.close();
        receiver.close();
    }

    private static SandboxSettings sure(UnaryOperator<LateSettings> late) {
        return Caller.PLAIN.withAll(vendor -> {
            VendorSettings sure = vendor.withLater(late.apply(LateSettings.DEFAULT.withRetries(20, 5)));
            for (VendorOperation operation : VendorOperation.values()) {
                sure = sure.withHitRate(operation, 1);
            }
            return sure;
        });
    }

    private static String item(String row, String... fields) {
        return ADA.replace("FIELDS", Stream.of(fields).collect(Collectors.joining("\",\"", "\"", "\"")))
                .replace("ROW", row);
    }

    private Caller.Got submit(String... items) {
        return post(
                BULK,
                "{\"name\":\"n\",\"webhook_url\":\"" + receiver.url("/done")
                        + "\",\"webhook_events\":{\"contact_finished\":\"" + receiver.url("/one") + "\"},\"data\":["
                        + String.join(",", items) + "]}");
    }

    private Caller.Got post(String path, String json) {
        return caller.send(caller.to(path)
                .header("authorization", "Bearer key-1")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private Caller.Got read(String id) {
        return caller.send(caller.to(BULK + "/" + id).header("authorization", "Bearer key-1"));
    }

    private long charged() {
        return caller.server.ledger().summary().chargedMilli(Vendor.FULLENRICH);
    }

    @Test
    void whatIsSubmittedIsCalledBackSignedAndCanBeRead() {
        Caller.Got taken = submit(item("1", "contact.work_emails", "contact.phones"), item("2", "contact.work_emails"));
        assertThat(taken.status()).isEqualTo(200);
        String id = taken.at("/enrichment_id");
        Receiver.Call one = receiver.next();
        Receiver.Call other = receiver.next();
        Receiver.Call done = receiver.next();
        assertThat(List.of(one.path(), other.path(), done.path()))
                .contains("/done")
                .contains("/one");
        for (Receiver.Call call : receiver.all) {
            assertThat(call.header("X-Signature-SHA1")).isEqualTo(Signing.hex("HmacSHA1", "key-1", call.body()));
            assertThat(call.json().at("/id").asString()).isEqualTo(id);
        }
        Receiver.Call whole = receiver.all.stream()
                .filter(call -> call.path().equals("/done"))
                .findFirst()
                .orElseThrow();
        assertThat(whole.json().at("/status").asString()).isEqualTo("FINISHED");
        assertThat(whole.json().at("/data/1/custom/row").asString()).isEqualTo("2");
        assertThat(read(id).json()).isEqualTo(whole.json());
        assertThat(whole.json()
                        .at("/data/0/contact_info/most_probable_work_email/status")
                        .asString())
                .isEqualTo("DELIVERABLE");
        // The same e-mail in one submission is charged twice: the 3-month rule is not for that.
        assertThat(charged()).isEqualTo(12_000);
        assertThat(whole.json().at("/cost/credits").asInt()).isEqualTo(12);
    }

    @Test
    void whatWasPaidForBeforeIsFreeUnlessItIsStillUnderWay() {
        String id = submit(item("1", "contact.work_emails")).at("/enrichment_id");
        assertThat(read(id).status()).isEqualTo(200);
        assertThat(charged()).isEqualTo(1_000);
        assertThat(submit(item("9", "contact.work_emails")).at("/enrichment_id"))
                .isNotEqualTo(id);
        assertThat(charged()).isEqualTo(1_000);
        caller.server.settings(sure(late -> late.withDelay(60_000, 60_000)));
        submit(item("3", "contact.phones"));
        submit(item("4", "contact.phones"));
        assertThat(charged()).isEqualTo(21_000);
    }

    @Test
    @Timeout(30)
    void callBacksThatWereHeardAreOnRecordAndThoseThatWereRefusedAreNot() throws NoSuchAlgorithmException {
        receiver.answer(500);
        String id = submit(item("1", "contact.work_emails")).at("/enrichment_id");
        receiver.next();
        receiver.next();
        assertThat(heard()).isEmpty();
        receiver.answer(200);
        List<JsonNode> heard = heard();
        while (heard.size() < 2) {
            Thread.onSpinWait();
            heard = heard();
        }
        byte[] last = receiver.all.getLast().body();
        assertThat(heard).allSatisfy(one -> assertThat(one.at("/id").asString()).isEqualTo(id));
        assertThat(heard)
                .extracting(one -> one.at("/sha256").asString())
                .contains(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(last)));
    }

    private List<JsonNode> heard() {
        return caller.send(caller.to("/_sandbox/callbacks"))
                .body()
                .lines()
                .map(Caller.JSON::readTree)
                .toList();
    }

    @Test
    void stillRunningIsA400AndUnknownA404() {
        caller.server.settings(sure(late -> late.withDelay(60_000, 60_000)));
        Caller.Got running = read(submit(item("1", "contact.work_emails")).at("/enrichment_id"));
        assertThat(running.status()).isEqualTo(400);
        assertThat(running.at("/code")).isEqualTo("error.enrichment.in_progress");
        assertThat(read("11111111-2222-4333-8444-555555555555").status()).isEqualTo(404);
    }

    @Test
    void outOfCreditsIsTheWholeResultWithA402() {
        caller.server.settings(
                sure(late -> late.withDelay(0, 0)).with(Vendor.FULLENRICH, own -> own.withCredits(1_500)));
        String second = item("2", "contact.phones");
        Caller.Got got = read(submit(item("1", "contact.work_emails"), second).at("/enrichment_id"));
        assertThat(got.status()).isEqualTo(402);
        assertThat(got.at("/status")).isEqualTo("CREDITS_INSUFFICIENT");
        assertThat(got.at("/data/0/contact_info/most_probable_work_email/email"))
                .isNotEmpty();
        assertThat(got.json().at("/data/1/contact_info/most_probable_phone").isNull())
                .isTrue();
        assertThat(charged()).isEqualTo(1_000);
    }

    @Test
    void oneBadRowRefusesAllAndSoDoes101() {
        String nameless = item("2", "contact.work_emails").replace("\"Ada\"", "\"\"");
        Caller.Got refused = submit(item("1", "contact.work_emails"), nameless);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.at("/code")).isEqualTo("error.enrichment.first_name.empty");
        String[] many = IntStream.rangeClosed(1, 101)
                .mapToObj(row -> item("" + row, "contact.phones"))
                .toArray(String[]::new);
        assertThat(submit(many).status()).isEqualTo(400);
        assertThat(submit(item("1", "contact.fax")).at("/code")).isEqualTo("error.enrichment.enrich_field.value");
        assertThat(charged()).isZero();
    }

    @Test
    void aCallBackThatIsNotTakenComesAgainAndThenNoMore() {
        receiver.answer(500);
        submit(item("1", "contact.work_emails"));
        for (int i = 0; i < 12; i++) {
            receiver.next(); // two call-backs, each six times
        }
        assertThat(receiver.all).hasSize(12);
    }

    @Test
    void callBacksCanBeEarlyForgedTwiceOrNever() {
        caller.server.settings(
                sure(late -> late.withDelay(0, 0).withEarly(1).withForged(1).withTwice(1)));
        submit(item("1", "contact.work_emails"));
        // It came before the submission itself was answered.
        assertThat(receiver.all).hasSizeGreaterThanOrEqualTo(3);
        for (int i = 0; i < 6; i++) {
            receiver.next();
        }
        long genuine = receiver.all.stream()
                .filter(call -> call.header("X-Signature-SHA1").equals(Signing.hex("HmacSHA1", "key-1", call.body())))
                .count();
        assertThat(genuine).isEqualTo(4);
        caller.server.settings(sure(late -> late.withDelay(0, 0).withNever(1)));
        String id = submit(item("2", "contact.phones")).at("/enrichment_id");
        assertThat(read(id).status()).isEqualTo(200);
        assertThat(receiver.all).hasSize(6);
    }

    @Test
    void whatAKilledSandboxHadTakenIsAnsweredByTheNext() {
        caller.server.settings(sure(late -> late.withDelay(1_200, 1_200)));
        String id = submit(item("1", "contact.work_emails")).at("/enrichment_id");
        caller.close();
        assertThat(receiver.all).isEmpty();
        caller = Caller.of(sure(late -> late.withDelay(0, 0)), folder);
        receiver.next();
        receiver.next();
        assertThat(read(id).status()).isEqualTo(200);
        assertThat(charged()).isEqualTo(1_000);
    }

    @Test
    void aKeyHasThreeWaysToBeWrong() {
        assertThat(caller.send(caller.to("/fullenrich/api/v2/account/keys/verify"))
                        .at("/code"))
                .isEqualTo("error.authorization.not_set");
        assertThat(caller.send(caller.to("/fullenrich/api/v2/account/credits").header("authorization", "Basic x"))
                        .at("/code"))
                .isEqualTo("error.authorization.not_bearer");
        caller.server.settings(Caller.PLAIN.withAll(own -> own.withRejectedKeys(java.util.Set.of("bad"))));
        assertThat(caller.send(caller.to("/fullenrich/api/v2/account/credits").header("authorization", "Bearer bad"))
                        .at("/code"))
                .isEqualTo("error.api.key");
    }

    @Test
    void reverseLookupsGiveProfilesAndLookupsGiveThemAtOnce() {
        String id = post(
                        "/fullenrich/api/v2/contact/reverse/email/bulk",
                        "{\"name\":\"n\",\"data\":[{\"email\":\"ada.example@northwind.com\",\"custom\":{\"row\":\"1\"}}]}")
                .at("/enrichment_id");
        Caller.Got read = caller.send(caller.to("/fullenrich/api/v2/contact/reverse/email/bulk/" + id)
                .header("authorization", "Bearer key-1"));
        assertThat(read.at("/data/0/profile/full_name")).isEqualTo("Ada Example");
        Caller.Got found = post("/fullenrich/api/v2/company/lookup", "{\"domain\":\"northwind.com\"}");
        assertThat(found.at("/companies/0/name")).isEqualTo("Northwind");
        assertThat(found.at("/metadata/credits")).isEqualTo("0.25");
        Caller.Got nobody = post("/fullenrich/api/v2/people/lookup", "{\"person_name\":\"Ada Example\"}");
        assertThat(nobody.json().at("/people").isEmpty()).isTrue();
    }

    @Test
    void whoWritesFromHomeIsKnownAsOftenAsWhoWritesFromWorkAndWorksForSomebodyElse() {
        SandboxSettings usual = Caller.PLAIN.withAll(vendor ->
                vendor.withLater(LateSettings.DEFAULT.withRetries(20, 5).withDelay(0, 0)));
        caller.server.settings(usual);
        Truth truth = Truth.of(usual);
        for (String where : List.of("gmail.com", "northwind.com")) {
            String field = where.equals("gmail.com") ? "person.personal_email" : "person.work_email";
            List<String> addresses = IntStream.range(0, 100)
                    .mapToObj(n -> "ada.example" + n + "@" + where)
                    .toList();
            String id = post(
                            "/fullenrich/api/v2/contact/reverse/email/bulk",
                            addresses.stream()
                                    .map(address -> "{\"email\":\"" + address + "\"}")
                                    .collect(Collectors.joining(",", "{\"name\":\"n\",\"data\":[", "]}")))
                    .at("/enrichment_id");
            Caller.Got read = caller.send(caller.to("/fullenrich/api/v2/contact/reverse/email/bulk/" + id)
                    .header("authorization", "Bearer key-1"));
            int known = 0;
            for (int n = 0; n < addresses.size(); n++) {
                JsonNode profile = read.json().at("/data/" + n + "/profile");
                String told = truth.value(
                                List.of(VendorOperation.FULLENRICH_PROFILE),
                                Map.of(field, addresses.get(n)),
                                "company.domain")
                        .map(TruthValue::value)
                        .orElse("");
                assertThat(profile.at("/employment/current/company/domain").asString(""))
                        .isEqualTo(told)
                        .isNotEqualTo("gmail.com");
                known += told.isEmpty() ? 0 : 1;
            }
            assertThat(known).as(where).isBetween(58, 82);
        }
    }
}
