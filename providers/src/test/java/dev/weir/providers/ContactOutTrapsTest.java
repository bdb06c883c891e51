package dev.weir.providers;

import static dev.weir.providers.Asking.changed;
import static dev.weir.providers.Asking.found;
import static dev.weir.providers.Asking.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Operation;
import dev.weir.provider.Reply;
import org.junit.jupiter.api.Test;

/** Every trap of ContactOut's page. */
class ContactOutTrapsTest {

    @Test
    void aSampleProfileForAKeyWithoutContractIsNoFindButStopsTheKey() {
        String body = changed(
                "contactout-person",
                "\"status_code\":200,",
                "\"status_code\":200,\"message\":\"You are not subscribed: this is a Sample Response.\",");
        assertThat(reply("contactout.person", 200, body))
                .isEqualTo(new Reply.AuthFailed("HTTP 200: You are not subscribed: this is a Sample Response."));
    }

    @Test
    void anotherMessageDoesNoHarm() {
        String body = changed("contactout-person", "\"status_code\":200,", "\"status_code\":200,\"message\":\"ok\",");
        assertThat(found("contactout.person", body).values().get("person.work_email"))
                .contains("ada@example.com");
    }

    @Test
    void twoHeadersAreSentOneOfThemConstant() {
        Operation person = Known.operation("contactout.person");
        ScriptedVendor vendor = ScriptedVendor.says(404, "{}");
        person.ask(Known.ask(person), vendor);
        assertThat(vendor.call().headers())
                .containsEntry("authorization", "basic")
                .containsEntry("token", ScriptedVendor.SECRET);
        assertThat(vendor.call().target())
                .isEqualTo("/linkedin/enrich?profile=https%3A%2F%2Fwww.linkedin.com%2Fin%2Fada-example");
    }

    @Test
    void nothingFoundIsA404OrA200WithoutProfile() {
        assertThat(reply("contactout.person", 404, "{\"status_code\":404}")).isInstanceOf(Reply.NotFound.class);
        assertThat(reply("contactout.person", 200, "{\"status_code\":200,\"profile\":null}"))
                .isInstanceOf(Reply.NotFound.class);
        assertThat(reply("contactout.person", 200, "{\"status_code\":200,\"profile\":[]}"))
                .isInstanceOf(Reply.NotFound.class);
    }

    @Test
    void emptyListsAreNoValues() {
        String body = changed("contactout-person", "\"work_email\":[\"Ada@example.com\"]", "\"work_email\":[]")
                .replace("\"phone\":[\"+33 6 00 00 00 01\"]", "\"phone\":[]");
        Reply.Found found = found("contactout.person", body);
        assertThat(found.values().has("person.work_email")).isFalse();
        assertThat(found.values().has("person.mobile_phone")).isFalse();
        assertThat(found.values().has("person.personal_email")).isTrue();
    }
}
