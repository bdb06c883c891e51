package dev.weir.providers;

import static dev.weir.providers.Asking.changed;
import static dev.weir.providers.Asking.found;
import static dev.weir.providers.Asking.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Exchange;
import dev.weir.provider.Operation;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every trap of ZenRows' page. */
class ZenRowsTrapsTest {

    @Test
    void theKeyAndThePageTravelInTheUrlAndNeitherIsShown() {
        Operation text = Known.operation("zenrows.text-js-premium");
        ScriptedVendor vendor = ScriptedVendor.says(200, "{}");
        text.ask(Known.with(text.spec(), Set.of("company.website")), vendor);
        assertThat(vendor.call().target())
                .isEqualTo(
                        "/v1/?apikey=" + ScriptedVendor.SECRET
                                + "&url=https%3A%2F%2Fwww.example.com%2Fabout&response_type=markdown&js_render=true&premium_proxy=true");
        assertThat(vendor.call().toString()).isEqualTo("GET /v1/");
    }

    @Test
    void aDomainBecomesAnAddress() {
        Operation html = Known.operation("zenrows.html");
        ScriptedVendor vendor = ScriptedVendor.says(200, "{}");
        html.ask(Known.with(html.spec(), Set.of("company.domain")), vendor);
        assertThat(vendor.call().target()).endsWith("&url=https%3A%2F%2Fexample.com");
    }

    @Test
    void theBareSlugAsksTheCheapestWayFirst() {
        List<Long> costs = Known.PROVIDERS.find("zenrows").orElseThrow().operations().stream()
                .map(Operation::spec)
                .filter(spec -> spec.outputs().contains("web.content_text"))
                .map(OperationSpec::costMilli)
                .toList();
        assertThat(costs).containsExactly(1_000L, 5_000L, 10_000L, 25_000L);
    }

    @ParameterizedTest
    @CsvSource({
        "400, REQS001, InvalidInput",
        "400, REQS002, InvalidInput",
        "400, REQS004, InvalidInput",
        "400, REQS006, InvalidInput",
        "400, RESP004, InvalidInput",
        "400, RESP008, InvalidInput",
        "401, AUTH001, AuthFailed",
        "401, AUTH002, AuthFailed",
        "401, AUTH003, AuthFailed",
        "402, AUTH004, OutOfCredits",
        "402, AUTH005, AuthFailed",
        "402, AUTH010, AuthFailed",
        "402, AUTH011, AuthFailed",
        "402, AUTH012, AuthFailed",
        "403, AUTH009, AuthFailed",
        "403, BLK0001, AuthFailed",
        "404, RESP002, NotFound",
        "404, RESP007, NotFound",
        "404, OTHER, InvalidInput",
        "413, RESP005, InvalidInput",
        "422, RESP001, Trouble",
        "424, RESP006, Trouble",
        "429, AUTH006, Throttled",
        "429, AUTH008, Throttled",
        "502, RESP003, Trouble",
        "504, CTX0002, Trouble",
    })
    void everyCodeIsReadWhateverItsTextIsCalled(int status, String code, String reply) {
        for (String member : List.of("message", "title", "detail")) {
            String body = "{\"code\":\"%s\",\"%s\":\"words\",\"status\":%d}".formatted(code, member, status);
            Reply got = reply("zenrows.text", status, body);
            assertThat(got.getClass().getSimpleName()).as("%s %s", status, code).isEqualTo(reply);
        }
    }

    @Test
    void theCostIsWhatTheAnswerSaysAndElseTheTable() {
        Map<String, String> headers = Map.of("content-type", "text/html", "x-request-cost", "25");
        Reply.Found found = (Reply.Found) reply("zenrows.text", ScriptedVendor.answer(200, headers, "page"));
        assertThat(found.receipt().vendorCostMilli()).isEqualTo(25_000);
        assertThat(found.receipt().reported()).isTrue();
        Reply.Found silent = (Reply.Found)
                reply("zenrows.text-premium", ScriptedVendor.answer(200, Map.of("content-type", "text/html"), "page"));
        assertThat(silent.receipt().vendorCostMilli()).isEqualTo(10_000);
        assertThat(silent.receipt().reported()).isFalse();
    }

    @Test
    void onlySuccessCosts() {
        assertThat(reply("zenrows.text", 404, "{\"code\":\"RESP002\"}"))
                .isInstanceOfSatisfying(
                        Reply.NotFound.class,
                        miss -> assertThat(miss.receipt().vendorCostMilli()).isZero());
    }

    @Test
    void markdownHtmlAndOtherCharacterSetsAreRead() {
        byte[] page = "<p>Zürich</p>".getBytes(StandardCharsets.ISO_8859_1);
        Exchange.Answered latin =
                new Exchange.Answered(200, Map.of("content-type", "text/html;charset=iso-8859-1"), page);
        assertThat(((Reply.Found) reply("zenrows.html", latin)).values().get("web.content_html"))
                .contains("<p>Zürich</p>");
    }

    @Test
    void aPdfAndAPageBeyondTheLimitAreBadAnswersThatMayHaveCost() {
        for (Exchange.Sent sent : List.of(
                ScriptedVendor.answer(200, Map.of("content-type", "application/pdf"), "%PDF-1.7"),
                new Exchange.TooLarge(200, 4 << 20))) {
            Operation text = Known.operation("zenrows.text");
            assertThat(text.ask(Known.ask(text), ScriptedVendor.says(sent)))
                    .isInstanceOfSatisfying(
                            Reply.BadAnswer.class,
                            bad -> assertThat(bad.receipt().vendorCostMilli()).isEqualTo(1_000));
        }
    }

    @Test
    void whereThePageWasAfterRedirectsIsKept() {
        Map<String, String> headers = Map.of("zr-final-url", "https://www.example.com/en", "content-type", "text/html");
        assertThat(((Reply.Found) reply("zenrows.html", ScriptedVendor.answer(200, headers, "page")))
                        .values()
                        .get("web.final_url"))
                .contains("https://www.example.com/en");
        assertThat(reply("zenrows.html", ScriptedVendor.answer(200, headers, " ")))
                .as("an address without a page is no find")
                .isInstanceOf(Reply.NotFound.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]"})
    void aGroupWithoutAMatchIsMissingHoweverItIsWritten(String nothing) {
        String body = changed("zenrows-contacts", "[\"hello@example.com\"]", nothing);
        Reply.Found found = found("zenrows.contacts", body);
        assertThat(found.values().has("web.emails")).isFalse();
        assertThat(found.values().get("web.phones")).contains(List.of("+33 4 00 00 00 00"));
    }

    @Test
    void scrapedAddressesAreNobodysWorkEmail() {
        assertThat(Known.PROVIDERS.find("zenrows").orElseThrow().operations())
                .allSatisfy(operation ->
                        assertThat(operation.spec().outputs()).allMatch(field -> field.startsWith("web.")));
    }

    @Test
    void aBrowserIsGivenMinutes() {
        assertThat(Known.operation("zenrows.text-js").spec().deadline().toSeconds())
                .isGreaterThanOrEqualTo(180);
    }
}
