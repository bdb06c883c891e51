package dev.weir.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Callback;
import dev.weir.provider.Exchange.Answered;
import dev.weir.provider.Heard;
import dev.weir.provider.Reply;
import dev.weir.provider.Submitted;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Apollo's numbers and waterfall, and Clearbit's plain host: one question a submission, told by its own address. */
class OneByOneLateContractTest {

    abstract static class Apollo extends LateContract {
        private final String found;
        private final String missed;

        Apollo(String id, String found, String missed) {
            super(id);
            this.found = found;
            this.missed = missed;
        }

        @Override
        Answered accepted() {
            return ScriptedVendor.json(200, "{\"person\":{\"id\":\"6a\"},\"request_id\":-4021777330146620193}");
        }

        /** A signed number of 64 bits, to the last digit. */
        @Override
        String vendorId() {
            return "-4021777330146620193";
        }

        @Override
        String document(List<String> keys) {
            return found;
        }

        @Override
        String missDocument(List<String> keys) {
            return missed;
        }

        @Override
        Answered polled(String document) {
            return ScriptedVendor.json(
                    200, "{\"request_id\":\"1\",\"webhook_status\":\"failed\",\"webhook_result\":" + document + "}");
        }

        @Override
        Answered pending() {
            return ScriptedVendor.json(404, "{\"error_code\":\"result_pending\",\"retry_after_seconds\":10}");
        }

        @Test
        void pendingSaysHowLongToWaitAndAnUnknownIdIsTheEnd() {
            assertThat(poll(submission(KEY), pending()).trouble()).isEqualTo(new Reply.Again(Duration.ofSeconds(10)));
            for (Answered gone : List.of(
                    ScriptedVendor.json(404, "{\"error_code\":\"request_id_unknown\"}"),
                    ScriptedVendor.json(410, "{\"error_code\":\"request_id_expired\"}"),
                    ScriptedVendor.json(400, "{\"error_code\":\"invalid_request_id\"}"))) {
                assertThat(poll(submission(KEY), gone).ended()).isTrue();
            }
        }

        @Test
        void nobodyIsNotFoundAtOnce() {
            for (String body : List.of("{\"person\":null,\"request_id\":1}", "{}", "{\"person\":{}}")) {
                assertThat(submit(ScriptedVendor.json(200, body)))
                        .isInstanceOfSatisfying(
                                Submitted.Accepted.class,
                                one -> assertThat(one.answered().get(KEY)).isInstanceOf(Reply.NotFound.class));
            }
        }

        final Reply.Found found(String document) {
            Heard heard = operation().read(submission(KEY), callback(document));
            return (Reply.Found) Objects.requireNonNull(heard.answers().get(KEY), "no answer");
        }
    }

    @Nested
    class Phone extends Apollo {
        private static final String FOUND = """
                {"status":"success","credits_consumed":8,"people":[{"id":"6a","status":"success","phone_numbers":[
                {"raw_number":"+33 6 00 00 00 01","sanitized_number":"+33600000001","status_cd":"valid_number",
                 "type_cd":"other","dnc_status_cd":"not_found","position":0},
                {"sanitized_number":"+33472000001","type_cd":null}]}]}""";

        Phone() {
            super(
                    "apollo.phone",
                    FOUND,
                    "{\"status\":\"success\",\"credits_consumed\":0,\"people\":[{\"id\":\"6a\",\"phone_numbers\":[]}]}");
        }

        /** The person's own credit. */
        @Override
        long missCostMilli() {
            return 1_000;
        }

        @Test
        void aNumberOfUnstatedKindIsClassedByItsPlan() {
            Reply.Found found = found(FOUND);
            assertThat(found.values().get("person.mobile_phone")).contains("+33600000001");
            assertThat(found.values().get("person.direct_phone")).contains("+33472000001");
            assertThat(found(FOUND.replace("\"type_cd\":\"other\"", "\"type_cd\":\"mobile\""))
                            .values()
                            .get("person.mobile_phone"))
                    .contains("+33600000001");
        }

        @Test
        void aRevealWithoutAnAddressIsRefusedByTheVendorInWords() {
            assertThat(submit(ScriptedVendor.json(422, "{\"error\":\"Parameter 'webhook_url' is required\"}")))
                    .isInstanceOfSatisfying(
                            Submitted.Unusable.class,
                            unusable -> assertThat(unusable.items().get(KEY)).contains("webhook_url"));
        }
    }

    @Nested
    class WaterfallEmail extends Apollo {
        WaterfallEmail() {
            super(
                    "apollo-waterfall.email",
                    "{\"status\":\"success\",\"credits_consumed\":1,\"request_id\":\"12\",\"people\":[{\"id\":\"6a\",\"emails\":"
                            + "[{\"email\":\"ada@example.com\",\"email_status_cd\":\"Verified\"}],\"phone_numbers\":[]}]}",
                    "{\"status\":\"success\",\"credits_consumed\":0.5,\"people\":[{\"id\":\"6a\",\"emails\":[]}]}");
        }

        /** Some vendors charge without a result; fractions are told. */
        @Override
        long missCostMilli() {
            return 500;
        }
    }

    @Nested
    class WaterfallPhone extends Apollo {
        WaterfallPhone() {
            super(
                    "apollo-waterfall.phone",
                    "{\"status\":\"success\",\"credits_consumed\":8,\"people\":[{\"id\":\"6a\",\"phone_numbers\":"
                            + "[{\"sanitized_number\":\"+33600000001\",\"type_cd\":null}]}]}",
                    "{\"status\":\"success\",\"credits_consumed\":0,\"people\":[{\"id\":\"6a\",\"phone_numbers\":[]}]}");
        }
    }

    @Nested
    class Clearbit extends LateContract {
        Clearbit() {
            super("clearbit-later.person");
        }

        @Override
        Answered accepted() {
            return ScriptedVendor.answer(202, Map.of(), "");
        }

        @Override
        String vendorId() {
            return "";
        }

        @Override
        String document(List<String> keys) {
            return "{\"id\":\"" + keys.getFirst() + "\",\"type\":\"person\",\"status\":200,\"body\":"
                    + Pages.json("clearbit-person") + "}";
        }

        @Override
        String missDocument(List<String> keys) {
            return "{\"id\":\"" + keys.getFirst() + "\",\"type\":\"person\",\"status\":404,\"body\":null}";
        }

        @Override
        Answered polled(String document) {
            return document.contains("\"status\":404")
                    ? ScriptedVendor.json(404, "{\"error\":{\"type\":\"unknown_record\"}}")
                    : Pages.answer("clearbit-person");
        }

        @Override
        Answered pending() {
            return ScriptedVendor.json(202, "{\"error\":{\"type\":\"queued\"}}");
        }

        /** A miss counts as a find does. */
        @Override
        long missCostMilli() {
            return 1_000;
        }

        @Test
        void whatIsKnownIsAnsweredAtOnce() {
            assertThat(submit(Pages.answer("clearbit-person")))
                    .isInstanceOfSatisfying(
                            Submitted.Accepted.class,
                            one -> assertThat(one.answered().get(KEY)).isInstanceOf(Reply.Found.class));
            assertThat(submit(ScriptedVendor.json(404, "{\"error\":{\"type\":\"unknown_record\"}}")))
                    .isInstanceOfSatisfying(
                            Submitted.Accepted.class,
                            one -> assertThat(one.answered().get(KEY)).isInstanceOf(Reply.NotFound.class));
            assertThat(submit(ScriptedVendor.json(404, "{\"error\":{\"type\":\"unknown_route\"}}")))
                    .isInstanceOf(Submitted.Unusable.class);
        }

        @Test
        void itsSignatureIsMadeWithTheKeyWithoutItsPrefix() {
            byte[] body = "The quick brown fox jumps over the lazy dog".getBytes(StandardCharsets.UTF_8);
            Callback signed = new Callback(
                    Map.of("x-request-signature", "sha1=de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9"), Map.of(), body);
            assertThat(operation().signature().orElseThrow().isGenuine(signed, "sk_key", Instant.EPOCH))
                    .isTrue();
        }
    }
}
