package dev.weir.providers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.weir.provider.Ask;
import dev.weir.provider.Call;
import dev.weir.provider.Exchange;
import dev.weir.provider.Exchange.Answered;
import dev.weir.provider.Fields;
import dev.weir.provider.Operation;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every operation of every provider keeps to, declared or coded. A subclass says how its vendor answers; abilities
 * it declares are exercised, the others must be declined cleanly.
 */
abstract class ProviderContract {

    private final Operation operation;
    private final String page;

    ProviderContract(String id) {
        this.operation = Known.operation(id);
        this.page = id.replace('.', '-');
    }

    /** The name under which the full answer of the vendor's page is kept. */
    final String page() {
        return page;
    }

    /** A full answer from the vendor's page. */
    Answered hit() {
        return Pages.answer(page);
    }

    /** What the vendor answers when it has nothing; the verifier's kind always has something. */
    abstract Answered miss();

    abstract Answered throttled();

    abstract Answered outOfCredits();

    Answered authFailed() {
        return ScriptedVendor.answer(401, Map.of("content-type", "text/plain"), "Invalid key " + ScriptedVendor.SECRET);
    }

    /** The wait when the vendor's answer names none; null where its page does not either. */
    @Nullable
    Duration throttleWait() {
        return null;
    }

    /** What a full answer costs, in 1/1000 of the vendor's unit. */
    long hitCostMilli() {
        return spec().costMilli();
    }

    long missCostMilli() {
        return 0;
    }

    boolean alwaysFinds() {
        return false;
    }

    /** Where the vendor wants the key. */
    SecretPlace secretPlace() {
        return SecretPlace.HEADER;
    }

    enum SecretPlace {
        HEADER,
        QUERY,
        BODY
    }

    /** Whether a good answer is a page of text, so that nearly everything can be read. */
    boolean answersText() {
        return false;
    }

    final OperationSpec spec() {
        return operation.spec();
    }

    final Reply reply(Exchange.Sent sent) {
        return operation.ask(Known.ask(operation), ScriptedVendor.says(sent));
    }

    private Reply reply(int status, String body) {
        return reply(ScriptedVendor.json(status, body));
    }

    @Test
    void inputsAndOutputsAreCanonicalFields() {
        Set<String> names = new HashSet<>(spec().outputs());
        spec().inputs().forEach(names::addAll);
        names.addAll(spec().helpers());
        assertThat(names).allSatisfy(name -> assertThat(Fields.find(name)).isPresent());
    }

    @Test
    void everyAlternativeCanBeAskedAndSendsAllItNames() {
        for (Set<String> alternative : spec().inputs()) {
            Ask ask = Known.with(spec(), alternative);
            ScriptedVendor vendor = ScriptedVendor.says(hit());
            operation.ask(ask, vendor);
            assertThat(vendor.calls()).as("%s", alternative).hasSize(1);
            String target = vendor.call().target();
            String sent = target + body(vendor.call());
            for (String field : alternative) {
                String value = ask.text(field);
                String handle = value.substring(value.lastIndexOf('/') + 1);
                assertThat(sent)
                        .as("%s sends %s", alternative, field)
                        .containsAnyOf(encoded(value), encoded(handle), value);
            }
            assertThat(target).doesNotContain("{").doesNotContain("=&");
            assertThat(sent).doesNotContain("null").doesNotContain("\"\"");
        }
    }

    private static String body(Call call) {
        byte[] body = call.body();
        return body == null ? "" : new String(body, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static String body(Answered answered) {
        return new String(answered.body(), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static String encoded(String value) {
        return java.net.URLEncoder.encode(value, java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        for (Set<String> alternative : spec().inputs()) {
            ScriptedVendor vendor = ScriptedVendor.says(hit());
            operation.ask(Known.with(spec(), alternative), vendor);
            assertThat(vendor.call().query())
                    .allSatisfy(pair -> assertThat(pair.getValue()).isNotBlank());
        }
    }

    @Test
    void theSecretGoesWhereTheVendorWantsItAndNowhereElse() {
        ScriptedVendor vendor = ScriptedVendor.says(hit());
        operation.ask(Known.ask(operation), vendor);
        Call call = vendor.call();
        assertThat(call.target().contains(ScriptedVendor.SECRET)).isEqualTo(secretPlace() == SecretPlace.QUERY);
        assertThat(body(call).contains(ScriptedVendor.SECRET)).isEqualTo(secretPlace() == SecretPlace.BODY);
        assertThat(call.headers().values().stream().anyMatch(value -> value.contains(ScriptedVendor.SECRET)))
                .isEqualTo(secretPlace() == SecretPlace.HEADER);
        assertThat(call.toString()).doesNotContain(ScriptedVendor.SECRET).doesNotContain("example.com");
        assertThat(operation.toString()).doesNotContain(ScriptedVendor.SECRET);
    }

    @Test
    void aRefusalThatRepeatsTheSecretIsShownWithoutIt() {
        assertThat(reply(authFailed()).toString()).doesNotContain(ScriptedVendor.SECRET);
        String repeats = "{\"errors\":[{\"details\":\"%1$s\"}],\"error\":{\"message\":\"%1$s\"},\"message\":\"%1$s\"}"
                .formatted(ScriptedVendor.SECRET);
        assertThat(reply(400, repeats).toString()).doesNotContain(ScriptedVendor.SECRET);
    }

    @Test
    void aFindHasCanonicalDeclaredValuesAndItsCost() {
        Reply.Found found = (Reply.Found) reply(hit());
        assertThat(spec().outputs()).containsAll(found.values().fields());
        assertCanonical(found);
        assertThat(found.receipt().vendorCostMilli()).isEqualTo(hitCostMilli());
        assertThat(found.receipt().body()).isEqualTo(hit().body());
    }

    @Test
    void everyDeclaredOutputIsGivenByTheFullAnswer() {
        Reply.Found found = (Reply.Found) reply(hit());
        assertThat(found.values().fields()).containsExactlyInAnyOrderElementsOf(spec().outputs());
    }

    @Test
    void aMissIsAMiss() {
        Reply reply = reply(miss());
        if (alwaysFinds()) {
            assertThat(reply).isInstanceOf(Reply.Found.class);
        } else {
            assertThat(reply)
                    .isInstanceOfSatisfying(
                            Reply.NotFound.class,
                            miss -> assertThat(miss.receipt().vendorCostMilli()).isEqualTo(missCostMilli()));
        }
    }

    @Test
    void beingTooFastIsToldApartFromBeingOutOfCredits() {
        assertThat(reply(throttled())).isInstanceOf(Reply.Throttled.class);
        assertThat(reply(outOfCredits())).isInstanceOf(Reply.OutOfCredits.class);
        assertThat(List.of(throttled().status(), body(throttled())))
                .isNotEqualTo(List.of(outOfCredits().status(), body(outOfCredits())));
    }

    @Test
    void retryAfterIsReadInSecondsOrAsADateAndNeverTrustedBlindly() {
        assertThat(waitOf(Map.of("retry-after", "7"))).isEqualTo(Duration.ofSeconds(7));
        assertThat(waitOf(Map.of("retry-after", "0.5"))).isEqualTo(Duration.ofMillis(500));
        assertThat(waitOf(Map.of(
                        "date", "Fri, 20 Nov 2026 11:00:00 GMT", "retry-after", "Fri, 20 Nov 2026 11:01:30 GMT")))
                .isEqualTo(Duration.ofSeconds(90));
        assertThat(waitOf(Map.of("retry-after", "99999999999"))).isEqualTo(Duration.ofDays(1));
        assertThat(waitOf(Map.of("retry-after", ""))).isEqualTo(throttleWait());
        assertThat(waitOf(Map.of("retry-after", "-5"))).isEqualTo(throttleWait());
        assertThat(waitOf(Map.of("retry-after", "soon", "date", "today"))).isEqualTo(throttleWait());
        assertThat(waitOf(Map.of())).isEqualTo(throttleWait());
    }

    private @Nullable Duration waitOf(Map<String, String> headers) {
        Answered plain = throttled();
        Reply reply = reply(new Answered(plain.status(), headers, plain.body()));
        return ((Reply.Throttled) reply).retryAfter();
    }

    @Test
    void aWrongKeyStopsTheCredential() {
        assertThat(reply(authFailed())).isInstanceOf(Reply.AuthFailed.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 501, 502, 503, 504, 520, 599, 408, 425})
    void theVendorsTroubleIsTrouble(int status) {
        assertThat(reply(status, "{\"error\":\"x\"}"))
                .isInstanceOfSatisfying(
                        Reply.Trouble.class,
                        trouble -> assertThat(trouble.status()).isEqualTo(status));
        assertThat(reply(status, "<html>Bad gateway</html>")).isInstanceOf(Reply.Trouble.class);
        assertThat(reply(status, "")).isInstanceOf(Reply.Trouble.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 405, 410, 413, 415, 418, 422, 431, 499})
    void otherRefusalsBlameTheInput(int status) {
        assertThat(reply(status, "{}")).isInstanceOf(Reply.InvalidInput.class);
    }

    @Test
    void aPageThatIsNotThereIsNoMiss() {
        assertThat(reply(404, "<html><body>Not found</body></html>")).isInstanceOf(Reply.Trouble.class);
        assertThat(reply(404, "")).isInstanceOf(Reply.Trouble.class);
    }

    @Test
    void aSubjectThatOptedOutIsBlocked() {
        assertThat(reply(451, "{}")).isInstanceOf(Reply.Blocked.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 307, 308, 100, 600, 999})
    void redirectsAndOddStatusesAreBadAnswersThatCostNothing(int status) {
        assertThat(reply(status, "<html>moved</html>"))
                .isInstanceOfSatisfying(
                        Reply.BadAnswer.class,
                        bad -> assertThat(bad.receipt().vendorCostMilli()).isZero());
    }

    @Test
    void whatNeverLeftAndWhatGotLostStaySo() {
        assertThat(reply(new Exchange.NotSent("refused"))).isEqualTo(new Reply.NotSent("refused"));
        assertThat(reply(new Exchange.Lost("reset"))).isEqualTo(new Reply.Lost("reset"));
    }

    @Test
    void anAnswerTooLargeToReadIsBadWhereItMayHaveCostAndTroubleElsewhere() {
        assertThat(reply(new Exchange.TooLarge(200, 1 << 20)))
                .isInstanceOfSatisfying(
                        Reply.BadAnswer.class,
                        bad -> assertThat(bad.receipt().vendorCostMilli()).isEqualTo(spec().costMilli()));
        assertThat(reply(new Exchange.TooLarge(502, 1 << 20))).isInstanceOf(Reply.Trouble.class);
    }

    static java.util.stream.Stream<String> unreadable() {
        return java.util.stream.Stream.of(
                "",
                " ",
                "null",
                "true",
                "17",
                "\"text\"",
                "[]",
                "[1,2]",
                "<html><body>Welcome</body></html>",
                "{",
                "{\"data\":",
                "{\"data\":{}} trailing",
                "{\"data\":{},\"data\":{}}",
                "{\"x\":" + "9".repeat(2_000) + "}",
                "{\"x\":0.4e00" + "9".repeat(120) + "}",
                "[".repeat(5_000),
                "{\"a\":".repeat(5_000),
                "{\"a\":".repeat(200) + "1" + "}".repeat(200),
                "{\"x\":\"" + "a".repeat((1 << 20) + 1) + "\"}",
                "\u0000\u0001");
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void aSuccessThatCannotBeReadIsABadAnswerThatMayHaveCost(String body) {
        if (answersText() && body.indexOf('\0') < 0) {
            // Whatever is a text is a page, and a page without a word is a miss.
            assertThat(reply(200, body)).isInstanceOf(body.isBlank() ? Reply.NotFound.class : Reply.Found.class);
            return;
        }
        assertThat(reply(200, body))
                .isInstanceOfSatisfying(
                        Reply.BadAnswer.class,
                        bad -> assertThat(bad.receipt().vendorCostMilli()).isEqualTo(spec().costMilli()));
    }

    @Test
    void aTruncatedAnswerIsABadAnswerWhereverItIsCut() {
        byte[] whole = hit().body();
        for (int cut = 1; cut < whole.length - 1; cut += 7) {
            Answered truncated = new Answered(200, Map.of(), java.util.Arrays.copyOf(whole, cut));
            // A page says nowhere that it is whole; the door out, which knows its length, calls a cut one lost.
            assertThat(reply(truncated))
                    .as("cut at %d", cut)
                    .isInstanceOf(answersText() ? Reply.Found.class : Reply.BadAnswer.class);
        }
    }

    static LongStream seeds() {
        Long replay = Long.getLong("weir.seed");
        return replay == null ? LongStream.range(0, 500) : LongStream.of(replay);
    }

    @ParameterizedTest(name = "seed {0} (replay with -Dweir.seed={0})")
    @MethodSource("seeds")
    void noBodyMakesItThrowOrGiveAValueThatIsNotCanonical(long seed) {
        Random random = new Random(seed);
        byte[] body = Garbage.body(random, answersText() ? "{\"text\":\"page\"}".getBytes(UTF_8) : hit().body());
        int status = Garbage.status(random);
        Map<String, String> headers = Map.of("content-type", "application/json", "retry-after", Garbage.header(random));
        String shown = "HTTP %d %s".formatted(status, Base64.getEncoder().encodeToString(body));
        assertThatCode(() -> {
                    Reply reply = reply(new Answered(status, headers, body));
                    if (reply instanceof Reply.Found found) {
                        assertCanonical(found);
                        assertThat(status).isBetween(200, 299);
                    }
                    assertThat(cost(reply)).isNotNegative();
                })
                .as(shown)
                .doesNotThrowAnyException();
    }

    private static long cost(Reply reply) {
        Receipt receipt = switch (reply) {
            case Reply.Found found -> found.receipt();
            case Reply.NotFound miss -> miss.receipt();
            case Reply.Blocked blocked -> blocked.receipt();
            case Reply.BadAnswer bad -> bad.receipt();
            default -> Receipt.free(new byte[0]);
        };
        return receipt.vendorCostMilli();
    }

    private void assertCanonical(Reply.Found found) {
        found.values()
                .byField()
                .forEach((name, value) -> assertThat(
                                Fields.find(name).orElseThrow().normalise(value))
                        .as(name)
                        .contains(value));
        assertThat(spec().outputs()).containsAll(found.values().fields());
    }

    @Test
    void theSameAnswerIsReadTheSameEveryTime() {
        assertThat(((Reply.Found) reply(hit())).values()).isEqualTo(((Reply.Found) reply(hit())).values());
    }

    @Test
    void abilitiesThatAreNotThereAreDeclined() {
        assertThat(spec().mode()).isEqualTo(OperationSpec.Mode.SYNC);
        assertThat(spec().batchSize()).isEqualTo(1);
        assertThat(spec().lookUp()).isFalse();
        assertThat(spec().canBeAskedWith(Set.of())).isFalse();
    }
}
