package dev.weir.providers;

import dev.weir.provider.Call;
import dev.weir.provider.Callback;
import dev.weir.provider.CallbackSignature;
import dev.weir.provider.Exchange;
import dev.weir.provider.Heard;
import dev.weir.provider.Item;
import dev.weir.provider.LateOperation;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.provider.Submitted;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One question at a time to what a user runs, who answers by a call-back, by the state API, or at once. */
abstract class FunctionOperation implements LateOperation {

    private static final List<Rule> RULES = Rule.standardOfSubmissions();

    private final OperationSpec spec;
    private final ErrorText errorText;

    /** @param secrets names of those to be blacked out in what is shown */
    FunctionOperation(OperationSpec spec, List<String> secrets) {
        this.spec = spec;
        this.errorText = new ErrorText(
                List.of(Pointer.of("/message"), Pointer.of("/error/message"), Pointer.of("/error")), secrets);
    }

    /** The call that hands the question over. */
    abstract Call call(Submission submission, Item item, Exchange exchange);

    /** What a complete answer means beyond what its status says; empty where the status says it. */
    abstract Optional<Submitted> meaning(Submission submission, Item item, Exchange.Answered answered);

    /** Where in a result our key stands; a result that names another question is none. */
    abstract String keyMember();

    @Override
    public final OperationSpec spec() {
        return spec;
    }

    final String function() {
        return spec.id().operation();
    }

    @Override
    public Optional<Polling> polling() {
        return Optional.empty();
    }

    @Override
    public boolean callsBack() {
        return true;
    }

    @Override
    public Optional<CallbackSignature> signature() {
        return Optional.empty();
    }

    @Override
    public Duration patience() {
        return Duration.ofHours(24);
    }

    @Override
    public final Submitted submit(Submission submission, Exchange exchange) {
        Item item = submission.items().getFirst();
        return switch (exchange.send(call(submission, item, exchange))) {
            case Exchange.NotSent(String detail) -> new Submitted.Refused(new Reply.NotSent(detail));
            case Exchange.Lost(String detail) -> new Submitted.Refused(new Reply.Lost(detail));
            case Exchange.TooLarge(int status, long limit) ->
                new Submitted.Refused(
                        status >= 200 && status < 300
                                ? new Reply.Lost("the answer is larger than " + limit + " bytes")
                                : new Reply.Trouble(status, "the answer is larger than " + limit + " bytes"));
            case Exchange.Answered answered ->
                meaning(submission, item, answered).orElseGet(() -> byStatus(item, answered, exchange));
        };
    }

    private Submitted byStatus(Item item, Exchange.Answered answered, Exchange exchange) {
        Answer answer = new Answer(answered, false);
        Rule rule = Rule.first(RULES, answer);
        if (rule.meaning() == Rule.Meaning.ACCEPTED) {
            return new Submitted.Accepted("", Map.of());
        }
        String words = errorText.of(answer, exchange);
        return switch (rule.meaning()) {
            case INVALID_INPUT, BLOCKED -> new Submitted.Unusable(Map.of(item.key(), words));
            case AUTH_FAILED -> new Submitted.Refused(new Reply.AuthFailed(words));
            case OUT_OF_CREDITS -> new Submitted.Refused(new Reply.OutOfCredits(words));
            case THROTTLED -> new Submitted.Refused(new Reply.Throttled(Waits.read(rule.retryAfter(), answer)));
            case TROUBLE -> new Submitted.Refused(new Reply.Trouble(answered.status(), words));
            case ACCEPTED, FOUND, NOT_FOUND, AGAIN, BAD_ANSWER ->
                new Submitted.Refused(new Reply.BadAnswer(words, Receipt.free(answered.body())));
        };
    }

    @Override
    public Heard poll(Submission submission, String vendorId, Exchange exchange) {
        throw new UnsupportedOperationException(spec.id() + " cannot be asked how far it is");
    }

    @Override
    public Heard read(Submission submission, Callback callback) {
        Item item = submission.items().getFirst();
        JsonNode root = JsonBodies.read(callback.body());
        String named = root == null ? "" : root.path(keyMember()).asString("");
        if (!named.isEmpty() && !named.equals(item.key())) {
            return Heard.nothing(new Reply.InvalidInput("it names another question in " + keyMember()));
        }
        Reply reply = FunctionResult.read(callback.body(), item.ask());
        // What is no result at all ends nothing: the right one may still come.
        boolean noResult = root == null ? callback.body().length > 0 : !root.isObject();
        return noResult ? Heard.nothing(reply) : Heard.last(Map.of(item.key(), reply), null);
    }

    /** An answer that holds the result already. */
    static Submitted answered(Item item, JsonNode root, byte[] body) {
        return new Submitted.Accepted("", Map.of(item.key(), FunctionResult.read(root, body, item.ask())));
    }

    /**
     * What is known, by name.
     *
     * @param underscores whether they stand for the dots of names
     */
    static ObjectNode inputs(Item item, boolean underscores) {
        ObjectNode inputs = JsonNodeFactory.instance.objectNode();
        item.ask().inputs().keySet().stream().sorted().forEach(name -> {
            @Nullable JsonNode value = RequestTemplate.value(item.ask().inputs().get(name));
            if (value != null) {
                inputs.set(underscores ? name.replace('.', '_') : name, value);
            }
        });
        return inputs;
    }

    static byte[] bytes(ObjectNode body) {
        return JsonBodies.write(body);
    }
}
