package dev.weir.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.provider.Ask;
import dev.weir.provider.Exchange.Answered;
import dev.weir.provider.Operation;
import dev.weir.provider.Reply;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What declarations can say of odder answers: pages of text, headers, billed misses, amounts in other units. */
class DeclaredReadingTest {

    private static final String ODD = """
            provider: odd
            title: Odd
            baseUrl: https://api.odd.example
            off: It is a test.
            reading:
              - when: { status: 404, body: { /type: { equals: unknown } } }
                reply: NOT_FOUND
                milli: 5
              - when: { status: 2xx, body: { /note: { contains: Sample Data } } }
                reply: AUTH_FAILED
              - when: { status: 429 }
                reply: THROTTLED
                retryAfter: [{ header: retry-after }, { header: x-reset, epoch: true }]
            operations:
              - name: json
                title: JSON
                version: 1
                inputs: [[company.name, company.domain], [company.name], [company.domain]]
                request:
                  method: POST
                  path: /ask
                  json: { q: { $first: ["{company.name} at {company.domain}", "{company.name}", "{company.domain}"] } }
                answer: { "": object }
                fields:
                  web.citations: { from: /sources, each: /url }
                  web.final_url: { header: X-Final }
                  company.type: { header: X-Kind, map: { GmbH: private }, otherwise: other }
                cost: { billing: call, milli: 5, unit: USD/1000, reported: { pointer: /cost, times: 1000 } }
                price: { milli: 1 }
                pace: { concurrency: 1 }
                repeat: billed
              - name: page
                title: Page
                version: 1
                inputs: [[company.domain]]
                request: { method: GET, path: /v1/, query: { url: "{company.domain}" } }
                body: text
                fields: { web.content_text: /text }
                cost: { billing: result, milli: 1000, on: success }
                pace: { concurrency: 1 }
                repeat: billed
            """;

    @TempDir
    Path folder;

    private Operation operation(String name) throws IOException {
        Files.writeString(folder.resolve("odd.yaml"), ODD);
        return Providers.load(folder).find("odd").orElseThrow().operation(name).orElseThrow();
    }

    private Reply reply(String name, Answered answer) throws IOException {
        Operation operation = operation(name);
        Ask ask = new Ask(
                Map.of("company.domain", "example.com"), operation.spec().outputs(), "key");
        return operation.ask(ask, ScriptedVendor.says(answer));
    }

    private Reply page(String type, byte[] body) throws IOException {
        return reply("page", new Answered(200, type.isEmpty() ? Map.of() : Map.of("content-type", type), body));
    }

    @Test
    void aMissCanBeBilledAlthoughItsStatusIsNoSuccess() throws IOException {
        assertThat(reply("json", ScriptedVendor.json(404, "{\"type\":\"unknown\"}")))
                .isInstanceOfSatisfying(
                        Reply.NotFound.class,
                        miss -> assertThat(miss.receipt().vendorCostMilli()).isEqualTo(5));
        assertThat(reply("json", ScriptedVendor.json(404, "{\"type\":\"route\"}")))
                .isInstanceOf(Reply.InvalidInput.class);
    }

    @Test
    void aTextIsSearchedWithoutCase() throws IOException {
        assertThat(reply("json", ScriptedVendor.json(200, "{\"note\":\"This is SAMPLE data.\",\"sources\":[]}")))
                .isInstanceOf(Reply.AuthFailed.class);
        assertThat(reply("json", ScriptedVendor.json(200, "{\"note\":\"data\"}")))
                .isInstanceOf(Reply.NotFound.class);
    }

    @ParameterizedTest
    @CsvSource({"1795172430, 30", "1795172300, 0", "1999999999, 86400"})
    void aTimeToWaitUntilCountsFromTheAnswersOwnDate(String reset, long seconds) throws IOException {
        Map<String, String> headers = Map.of("date", "Fri, 20 Nov 2026 11:00:00 GMT", "x-reset", reset);
        assertThat(reply("json", new Answered(429, headers, new byte[0])))
                .isEqualTo(new Reply.Throttled(Duration.ofSeconds(seconds)));
    }

    @Test
    void aTimeToWaitUntilIsNothingWithoutADateAndRetryAfterComesFirst() throws IOException {
        assertThat(reply("json", new Answered(429, Map.of("x-reset", "1795172430"), new byte[0])))
                .isEqualTo(new Reply.Throttled(null));
        assertThat(reply("json", new Answered(429, Map.of("x-reset", "soon", "date", "now"), new byte[0])))
                .isEqualTo(new Reply.Throttled(null));
        assertThat(reply("json", new Answered(429, Map.of("x-reset", "1", "retry-after", "7"), new byte[0])))
                .isEqualTo(new Reply.Throttled(Duration.ofSeconds(7)));
    }

    @Test
    void anAmountInALargerUnitIsBroughtIntoOursToTheLastDecimal() throws IOException {
        String body = "{\"sources\":[{\"url\":\"https://a.example\"}],\"cost\":0.00725}";
        Reply.Found found = (Reply.Found) reply("json", ScriptedVendor.json(200, body));
        assertThat(found.receipt().vendorCostMilli()).isEqualTo(7_250);
        assertThat(found.receipt().reported()).isTrue();
    }

    @Test
    void textsAreTakenOutOfRecords() throws IOException {
        String body =
                "{\"sources\":[{\"url\":\"https://a.example\"},{\"url\":null},{},{\"url\":\"https://b.example\"}]}";
        assertThat(((Reply.Found) reply("json", ScriptedVendor.json(200, body)))
                        .values()
                        .get("web.citations"))
                .contains(List.of("https://a.example", "https://b.example"));
        assertThat(reply("json", ScriptedVendor.json(200, "{\"sources\":[\"text\"]}")))
                .isInstanceOf(Reply.BadAnswer.class);
    }

    @Test
    void valuesStandInHeadersToo() throws IOException {
        Map<String, String> headers = Map.of("x-final", " https://example.com/en ", "x-kind", "GMBH");
        Reply.Found found = (Reply.Found) reply("json", ScriptedVendor.answer(200, headers, "{}"));
        assertThat(found.values().byField())
                .containsOnly(
                        Map.entry("web.final_url", "https://example.com/en"), Map.entry("company.type", "private"));
        assertThat(reply("json", ScriptedVendor.answer(200, Map.of("x-final", ""), "{}")))
                .isInstanceOf(Reply.NotFound.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'company.name,company.domain', Example Ltd at example.com",
        "company.name, Example Ltd",
        "company.domain, example.com",
    })
    void ofSeveralTextsInABodyTheFirstThatIsKnownIsSent(String known, String sent) throws IOException {
        Operation operation = operation("json");
        ScriptedVendor vendor = ScriptedVendor.says(404, "{}");
        operation.ask(Known.with(operation.spec(), List.of(known.split(","))), vendor);
        assertThat(new String(Objects.requireNonNull(vendor.call().body()), StandardCharsets.UTF_8))
                .isEqualTo("{\"q\":\"" + sent + "\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "text/html; charset=utf-8, UTF-8, Café",
        "text/html, UTF-8, Café",
        "'', UTF-8, Café",
        "text/plain; charset=ISO-8859-1, windows-1252, “Café” costs 3 €",
        "text/html; charset=Shift_JIS, Shift_JIS, カフェ",
        "text/html, windows-1252, <meta charset=\"windows-1252\">Café",
        "text/html; charset=no-such-set, UTF-8, Café",
    })
    void aPageIsReadInItsOwnCharacterSet(String type, String charset, String text) throws IOException {
        Reply.Found found = (Reply.Found) page(type, text.getBytes(Charset.forName(charset)));
        assertThat(found.values().get("web.content_text")).contains(text);
        assertThat(found.receipt().vendorCostMilli()).isEqualTo(1_000);
    }

    @Test
    void oneWrongByteDoesNotSpoilAPage() throws IOException {
        byte[] body = {'C', 'a', 'f', (byte) 0xe9, '!'};
        assertThat(((Reply.Found) page("text/html", body)).values().get("web.content_text"))
                .contains("Caf\ufffd!");
    }

    @ParameterizedTest
    @CsvSource({"application/pdf, %PDF-1.7", "image/png, PNG", "text/html, a\u0000b"})
    void whatIsNoTextIsABadAnswerThatMayHaveCost(String type, String body) throws IOException {
        assertThat(page(type, body.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(Reply.BadAnswer.class, bad -> {
                    assertThat(bad.detail()).contains("not text");
                    assertThat(bad.receipt().vendorCostMilli()).isEqualTo(1_000);
                });
    }

    @Test
    void aPageWithoutAWordIsAMissThatWasDelivered() throws IOException {
        assertThat(page("text/html", new byte[0]))
                .isInstanceOfSatisfying(
                        Reply.NotFound.class,
                        miss -> assertThat(miss.receipt().vendorCostMilli()).isEqualTo(1_000));
    }

    @Test
    void aProviderCanBeOffWithAReason() throws IOException {
        operation("page");
        assertThat(Providers.load(folder).find("odd").orElseThrow().off()).contains("It is a test.");
        assertThat(Known.PROVIDERS.find("hunter").orElseThrow().off()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{ from: /sources, each: /url }~{ from: /sources, header: x }~/web.citations",
                "web.final_url: { header: X-Final }~web.final_url: { header: X-Final, each: /a }~a header is a text",
                "web.final_url: { header: X-Final }~web.final_url: { from: /a, each: /a }~no list of texts",
                "web.final_url: { header: X-Final }~web.final_url: { prefix: a }~/web.final_url",
                "times: 1000~times: 0~/times",
                "body: text~body: pdf~none of json, text",
            })
    void whatMakesNoSenseRefusesToLoad(String from, String to, String complaint) throws IOException {
        assertThat(ODD).contains(from);
        Files.writeString(folder.resolve("odd.yaml"), ODD.replace(from, to));
        assertThatExceptionOfType(BadDeclarationException.class)
                .isThrownBy(() -> Providers.load(folder))
                .withMessageContaining(complaint);
    }
}
