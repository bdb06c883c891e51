package dev.weir.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.Call;
import dev.weir.provider.Callback;
import dev.weir.provider.CallbackSignature;
import dev.weir.provider.Exchange;
import dev.weir.provider.Exchange.Answered;
import dev.weir.provider.Fields;
import dev.weir.provider.Heard;
import dev.weir.provider.Item;
import dev.weir.provider.LateOperation;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.provider.Submitted;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every operation that answers later keeps to. A subclass says how its vendor takes questions and answers them. */
abstract class LateContract {

    static final URI CALLBACK = URI.create("https://weir.example/api/v1/callbacks/vendor/TOKEN-1");
    static final String KEY = "KEY-0123456789abcdef";
    static final String OTHER = "OTHER-0123456789abcdef";

    private final LateOperation operation;

    LateContract(String id) {
        this(Known.operation(id));
    }

    LateContract(dev.weir.provider.Operation operation) {
        this.operation = (LateOperation) operation;
    }

    /** What the vendor says when it has taken a submission. */
    abstract Answered accepted();

    /** Its name of the submission in there; empty when it gives none. */
    abstract String vendorId();

    /** What brings the answers, by call-back or poll, for these keys and no others. */
    abstract String document(List<String> keys);

    /** The same where nothing was found. */
    abstract String missDocument(List<String> keys);

    /** What a poll is answered with where a call-back holds that document. */
    Answered polled(String document) {
        return ScriptedVendor.json(200, document);
    }

    /** What a poll says while the vendor is at work. */
    abstract Answered pending();

    /** Of the calls that hand a submission over, the one that carries its questions. */
    int carrying() {
        return 0;
    }

    /** How many calls hand a submission over. */
    int callsOfASubmission() {
        return 1;
    }

    private Call carrier(ScriptedVendor vendor) {
        return vendor.calls().get(carrying());
    }

    long hitCostMilli() {
        return spec().costMilli();
    }

    long missCostMilli() {
        return 0;
    }

    /** Whether to say nothing is to say that it is done. */
    boolean emptyIsAnAnswer() {
        return false;
    }

    /** Whether a full answer gives every output. */
    boolean givesAll() {
        return true;
    }

    final OperationSpec spec() {
        return operation.spec();
    }

    final LateOperation operation() {
        return operation;
    }

    final Submission submission(String... keys) {
        List<Item> items = new ArrayList<>();
        for (String key : keys) {
            items.add(new Item(key, Known.ask(operation)));
        }
        return new Submission("weir-1", items, CALLBACK);
    }

    final Callback callback(String document) {
        return new Callback(Map.of(), Map.of(), document.getBytes(StandardCharsets.UTF_8));
    }

    final Submitted submit(Exchange.Sent sent) {
        return operation.submit(submission(KEY), ScriptedVendor.says(sent));
    }

    final Heard poll(Submission submission, Answered answered) {
        return operation.poll(submission, vendorId(), ScriptedVendor.says(answered));
    }

    /** By the only ways that the operation has. */
    final List<Heard> told(Submission submission, String document) {
        List<Heard> told = new ArrayList<>();
        if (operation.callsBack() || operation.answersByTicket()) {
            told.add(operation.read(submission, callback(document)));
        }
        if (operation.polling().isPresent()) {
            told.add(poll(submission, polled(document)));
        }
        assertThat(told).as("something brings the answer").isNotEmpty();
        return told;
    }

    private static Reply only(Heard heard) {
        return Objects.requireNonNull(heard.answers().get(KEY), heard::toString);
    }

    @Test
    void itAnswersLaterAndSaysHow() {
        assertThat(spec().mode()).isEqualTo(OperationSpec.Mode.ASYNC);
        assertThat(operation.patience()).isPositive();
        assertThat(operation.callsBack()
                        || operation.answersByTicket()
                        || operation.polling().isPresent())
                .isTrue();
        assertThat(operation.ask(Known.ask(operation), ScriptedVendor.says(accepted())))
                .isInstanceOf(Reply.InvalidInput.class);
    }

    @Test
    void inputsAndOutputsAreFields() {
        Set<String> names = new HashSet<>(spec().outputs());
        spec().inputs().forEach(names::addAll);
        names.addAll(spec().helpers());
        assertThat(names).allSatisfy(name -> assertThat(Fields.find(name)).isPresent());
    }

    @Test
    void aSubmissionIsOneCallWithEveryQuestionItsKeyAndTheCallback() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < spec().batchSize(); i++) {
            keys.add("KEY-" + i + "-0123456789abcdef");
        }
        ScriptedVendor vendor = ScriptedVendor.says(accepted());
        Submitted submitted = operation.submit(submission(keys.toArray(String[]::new)), vendor);
        assertThat(submitted).isEqualTo(new Submitted.Accepted(vendorId(), Map.of()));
        assertThat(vendor.calls()).hasSize(callsOfASubmission());
        String sent = sent(carrier(vendor));
        if (spec().batchSize() > 1) {
            assertThat(sent).contains(keys);
        }
        if (operation.callsBack()) {
            assertThat(sent).containsAnyOf(CALLBACK.toString(), encoded(CALLBACK.toString()));
        }
        assertThat(sent).doesNotContain("{submission", "{item", "null", "\"\"");
        assertThat(vendor.calls().toString()).doesNotContain("example.com").doesNotContain(ScriptedVendor.SECRET);
    }

    @Test
    void withoutACallbackAddressNoneIsSent() {
        ScriptedVendor vendor = ScriptedVendor.says(accepted());
        Submission without = new Submission("weir-1", submission(KEY).items(), null);
        operation.submit(without, vendor);
        assertThat(sent(carrier(vendor))).doesNotContain("null", "\"\"", "webhook_url", "callback");
    }

    static String encoded(String text) {
        return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static String sent(Call call) {
        byte[] body = call.body();
        return call.target() + (body == null ? "" : new String(body, StandardCharsets.UTF_8));
    }

    @Test
    void everyAlternativeSendsAllItNames() {
        for (Set<String> alternative : spec().inputs()) {
            ScriptedVendor vendor = ScriptedVendor.says(accepted());
            var ask = Known.with(spec(), alternative);
            operation.submit(new Submission("weir-1", List.of(new Item(KEY, ask)), CALLBACK), vendor);
            String sent = sent(carrier(vendor));
            for (String field : alternative) {
                String value = ask.text(field);
                assertThat(sent).as("%s sends %s", alternative, field).containsAnyOf(value, encoded(value));
            }
        }
    }

    @Test
    void theSecretIsInHeadersOnlyAndNoRefusalShowsIt() {
        ScriptedVendor vendor = ScriptedVendor.says(ScriptedVendor.answer(
                401, Map.of("content-type", "text/plain"), "Invalid key " + ScriptedVendor.SECRET));
        Submitted refused = operation.submit(submission(KEY), vendor);
        assertThat(refused)
                .isInstanceOfSatisfying(
                        Submitted.Refused.class, why -> assertThat(why.reply()).isInstanceOf(Reply.AuthFailed.class));
        assertThat(refused.toString()).doesNotContain(ScriptedVendor.SECRET);
        assertThat(sent(vendor.call())).doesNotContain(ScriptedVendor.SECRET);
        String repeats = "{\"error\":\"%1$s\",\"message\":\"%1$s\"}".formatted(ScriptedVendor.SECRET);
        assertThat(submit(ScriptedVendor.json(400, repeats)).toString()).doesNotContain(ScriptedVendor.SECRET);
    }

    @Test
    void whatCameOfHandingOverIsToldApart() {
        assertThat(submit(new Exchange.NotSent("refused")))
                .isEqualTo(new Submitted.Refused(new Reply.NotSent("refused")));
        // It was taken, most likely, and an answer nobody can read changes nothing about that; an upload begins
        // nothing.
        Class<? extends Reply> lost = callsOfASubmission() > 1 ? Reply.Trouble.class : Reply.Lost.class;
        assertThat(refusal(new Exchange.Lost("reset"))).isInstanceOf(lost);
        assertThat(refusal(new Exchange.TooLarge(200, 1))).isInstanceOf(lost);
        assertThat(refusal(new Exchange.TooLarge(500, 1))).isInstanceOf(Reply.Trouble.class);
        assertThat(refusal(ScriptedVendor.json(429, "{}"))).isInstanceOf(Reply.Throttled.class);
        assertThat(refusal(ScriptedVendor.json(402, "{}"))).isInstanceOf(Reply.OutOfCredits.class);
        assertThat(refusal(ScriptedVendor.json(503, "{}"))).isInstanceOf(Reply.Trouble.class);
        assertThat(submit(ScriptedVendor.json(400, "{}")))
                .isInstanceOfSatisfying(
                        Submitted.Unusable.class, one -> assertThat(one.items()).containsOnlyKeys(KEY));
    }

    private Reply refusal(Exchange.Sent sent) {
        return ((Submitted.Refused) submit(sent)).reply();
    }

    @Test
    void aFindHasCanonicalDeclaredValuesAndItsCost() {
        for (Heard heard : told(submission(KEY), document(List.of(KEY)))) {
            Reply.Found found = (Reply.Found) only(heard);
            assertThat(heard.ended()).isTrue();
            assertThat(heard.trouble()).isNull();
            assertThat(spec().outputs()).containsAll(found.values().fields());
            if (givesAll()) {
                assertThat(found.values().fields()).containsExactlyInAnyOrderElementsOf(spec().outputs());
            }
            found.values()
                    .byField()
                    .forEach((name, value) -> assertThat(
                                    Fields.find(name).orElseThrow().normalise(value))
                            .contains(value));
            assertThat(found.receipt().vendorCostMilli()).isEqualTo(hitCostMilli());
            assertThat(found.receipt().body()).isNotEmpty();
        }
    }

    @Test
    void aMissIsAMiss() {
        for (Heard heard : told(submission(KEY), missDocument(List.of(KEY)))) {
            assertThat(only(heard))
                    .isInstanceOfSatisfying(
                            Reply.NotFound.class,
                            miss -> assertThat(miss.receipt().vendorCostMilli()).isEqualTo(missCostMilli()));
            assertThat(heard.ended()).isTrue();
        }
    }

    @Test
    void answersAreJoinedByIdentityAndNeverByPosition() {
        if (spec().batchSize() == 1) {
            return;
        }
        List<String> keys = new ArrayList<>(List.of(OTHER, KEY, "STRANGE-0123456789"));
        Collections.reverse(keys);
        for (Heard heard : told(submission(KEY, OTHER), document(keys))) {
            assertThat(heard.answers()).containsOnlyKeys(KEY, OTHER);
            assertThat(heard.answers().values()).allMatch(Reply.Found.class::isInstance);
        }
        for (Heard heard : told(submission(KEY, OTHER), document(List.of(OTHER)))) {
            assertThat(heard.answers().get(OTHER)).isInstanceOf(Reply.Found.class);
            assertThat(heard.answers().get(KEY)).isInstanceOf(Reply.BadAnswer.class);
        }
    }

    @Test
    void pollingSaysThatItIsStillAtIt() {
        if (operation.polling().isEmpty()) {
            assertThatThrownBy(() -> poll(submission(KEY), pending()))
                    .isInstanceOf(UnsupportedOperationException.class);
            return;
        }
        Heard heard = poll(submission(KEY), pending());
        assertThat(heard.ended()).isFalse();
        assertThat(heard.answers()).isEmpty();
        assertThat(heard.trouble()).isInstanceOf(Reply.Again.class);
        ScriptedVendor vendor = ScriptedVendor.says(pending());
        operation.poll(submission(KEY), vendorId(), vendor);
        assertThat(vendor.calls()).hasSize(1);
        assertThat(sent(vendor.call())).contains(vendorId()).doesNotContain(ScriptedVendor.SECRET);
    }

    @Test
    void troubleOfAPollEndsNothing() {
        if (operation.polling().isEmpty()) {
            return;
        }
        for (int status : List.of(429, 500, 502, 503)) {
            Heard heard = poll(submission(KEY), ScriptedVendor.json(status, "{}"));
            assertThat(heard.ended()).isFalse();
            assertThat(heard.trouble()).isNotNull();
        }
        Submission one = submission(KEY);
        assertThat(operation
                        .poll(one, vendorId(), ScriptedVendor.says(new Exchange.Lost("reset")))
                        .trouble())
                .isInstanceOf(Reply.Lost.class);
        assertThat(operation
                        .poll(one, vendorId(), ScriptedVendor.says(new Exchange.NotSent("dns")))
                        .trouble())
                .isInstanceOf(Reply.NotSent.class);
    }

    @Test
    void whateverComesIsReadWithoutAThrowAndNeverBeyondWhatIsDeclared() {
        byte[] real = document(List.of(KEY)).getBytes(StandardCharsets.UTF_8);
        Submission one = submission(KEY);
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            byte[] body = Garbage.body(random, real);
            Answered answered =
                    new Answered(Garbage.status(random), Map.of("retry-after", Garbage.header(random)), body);
            assertThatCode(() -> {
                        assertSane(operation.read(one, new Callback(Map.of(), Map.of(), body)));
                        if (operation.polling().isPresent()) {
                            assertSane(poll(one, answered));
                        }
                        operation.submit(one, ScriptedVendor.says(answered));
                    })
                    .as("seed %s: %s", seed, new String(body, StandardCharsets.UTF_8))
                    .doesNotThrowAnyException();
        }
    }

    private void assertSane(Heard heard) {
        assertThat(Set.of(KEY)).containsAll(heard.answers().keySet());
        heard.answers().values().forEach(reply -> {
            if (reply instanceof Reply.Found(var values, var receipt)) {
                assertThat(spec().outputs()).containsAll(values.fields());
                assertThat(receipt.vendorCostMilli()).isNotNegative();
            }
        });
        Long total = heard.vendorTotalMilli();
        assertThat(total == null ? 0 : total).isNotNegative();
    }

    @Test
    void aBodyThatIsNoJsonAnswersNobody() {
        for (String body :
                emptyIsAnAnswer() ? List.of("<html>", "[]", "7") : List.of("", "<html>", "[]", "null", "7")) {
            Heard heard = operation.read(submission(KEY), callback(body));
            assertThat(heard.answers()).as(body).isEmpty();
            assertThat(heard.ended()).as(body).isFalse();
            assertThat(heard.trouble()).as(body).isNotNull();
        }
    }

    @Test
    void aSignatureIsOfTheRawBodyAndOfTheCredentialsSecret() {
        @Nullable CallbackSignature signature = operation.signature().orElse(null);
        if (signature == null) {
            return;
        }
        assertThat(Known.PROVIDERS.find(spec().id().provider()).orElseThrow().secrets())
                .contains(signature.secret());
        Callback unsigned = callback(document(List.of(KEY)));
        assertThat(signature.isGenuine(unsigned, "some-key", Instant.EPOCH)).isFalse();
    }
}
