package dev.weir.providers;

import static dev.weir.providers.Asking.changed;
import static dev.weir.providers.Asking.found;
import static dev.weir.providers.Asking.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Operation;
import dev.weir.provider.Reply;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every trap of Datagma's page. */
class DatagmaTrapsTest {

    @Test
    void theKeyTravelsInTheUrlAndIsShownNowhere() {
        Operation finder = Known.operation("datagma.email-finder");
        ScriptedVendor vendor = ScriptedVendor.says(400, "{\"message\":\"\"}");
        Reply refused = finder.ask(
                Known.with(finder.spec(), Set.of("company.domain", "person.first_name", "person.last_name")), vendor);
        assertThat(vendor.call().target())
                .isEqualTo(
                        "/v6/findEmail?apiId=" + ScriptedVendor.SECRET + "&fullName=Ada+Example&company=example.com");
        assertThat(vendor.call().toString() + refused).doesNotContain(ScriptedVendor.SECRET);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 422})
    void nothingFoundIsARefusalWithAMessageOrNullFields(int status) {
        assertThat(reply("datagma.person", status, "{\"message\":\"We found nothing\"}"))
                .isInstanceOf(Reply.NotFound.class);
        assertThat(reply("datagma.person", 200, "{\"name\":null,\"email\":null,\"phones\":null}"))
                .isInstanceOfSatisfying(
                        Reply.NotFound.class,
                        miss -> assertThat(miss.receipt().vendorCostMilli()).isZero());
    }

    @Test
    void aKeyThatIsRefusedIsNoMissAlthoughItHasAMessage() {
        assertThat(reply("datagma.person", 401, "{\"message\":\"Wrong apiId\"}"))
                .isInstanceOf(Reply.AuthFailed.class);
        assertThat(reply("datagma.person", 402, "{\"message\":\"No credits\"}")).isInstanceOf(Reply.OutOfCredits.class);
    }

    @Test
    void theMisspeltCachAllMeansCatchAllAndIsFree() {
        Reply.Found found =
                found("datagma.email-finder", changed("datagma-email-finder", "\"cachAll\":false", "\"cachAll\":true"));
        assertThat(found.values().get("person.work_email_status")).contains("catch_all");
        assertThat(found.receipt().vendorCostMilli()).isZero();
        assertThat(found("datagma.email-finder", Pages.json("datagma-email-finder"))
                        .receipt()
                        .vendorCostMilli())
                .isEqualTo(1_000);
    }

    @ParameterizedTest
    @CsvSource({"valid, valid", "invalid, invalid", "most probable, unknown"})
    void aStatusNobodyHasDocumentedIsUnknown(String theirs, String ours) {
        String body = changed("datagma-email-finder", "\"valid\"", "\"" + theirs + "\"");
        assertThat(found("datagma.email-finder", body).values().get("person.work_email_status"))
                .contains(ours);
    }

    @Test
    void aStatusWithoutAnAddressIsNoFind() {
        String body = changed("datagma-email-finder", "\"Ada@example.com\"", "null");
        assertThat(reply("datagma.email-finder", 200, body)).isInstanceOf(Reply.NotFound.class);
    }

    @Test
    void whatTheAnswerSaysItCostIsBooked() {
        Reply.Found dearer =
                found("datagma.mobile", changed("datagma-mobile", "\"creditBurn\":30", "\"creditBurn\":75"));
        assertThat(dearer.receipt().vendorCostMilli()).isEqualTo(75_000);
        assertThat(dearer.receipt().reported()).isTrue();
        Reply.Found silent = found("datagma.mobile", changed("datagma-mobile", ",\"creditBurn\":30", ""));
        assertThat(silent.receipt().vendorCostMilli()).isEqualTo(30_000);
        assertThat(silent.receipt().reported()).isFalse();
    }

    @Test
    void aPersonIsReadAtTheTopOrOneLevelBelow() {
        String below = "{\"person\":" + Pages.json("datagma-person").strip() + "}";
        assertThat(found("datagma.person", below).values())
                .isEqualTo(found("datagma.person", Pages.json("datagma-person")).values());
    }

    @Test
    void theFullLookUpNeverAsksForThePhoneThatCostsThirty() {
        Operation person = Known.operation("datagma.person");
        ScriptedVendor vendor = ScriptedVendor.says(404, "{}");
        person.ask(Known.ask(person), vendor);
        assertThat(vendor.call().target()).contains("phoneFull=false");
        assertThat(person.spec().deadline()).isGreaterThanOrEqualTo(java.time.Duration.ofSeconds(60));
    }
}
