package dev.weir.providers;

import dev.weir.provider.Call;
import dev.weir.provider.CallbackSignature;
import dev.weir.provider.Exchange;
import dev.weir.provider.FunctionProvider;
import dev.weir.provider.Item;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Pace;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.provider.Submitted;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A workflow on the user's n8n, begun by its webhook node. It answers when it has started and calls back when it is done,
 * or answers with its result; which of the two, its answer shows.
 */
final class N8n extends FunctionOperation {

    private static final String USUAL_HEADER = "X-Weir-Token";

    private N8n(OperationSpec spec) {
        super(spec, List.of("header_value", "callback_secret"));
    }

    static FunctionProvider provider() {
        return new Functions(
                new Functions.Facts(
                        "n8n",
                        "n8n",
                        URI.create("https://n8n.invalid"),
                        Optional.of("base_url"),
                        List.of("base_url", "header_name", "header_value", "callback_secret"),
                        List.of("header_name", "header_value", "callback_secret"),
                        Pace.unlimited(16),
                        1,
                        List.of(
                                "A repeated call starts a second execution: workflows should look at request_id.",
                                "The exact time after which the proxy of a hosted plan cuts a call is not documented; workflows that take longer than a minute should answer at once and call back.",
                                "What a resume address answers when it is called twice is not documented; a job's end is told there as to any webhook, until a 2xx.",
                                "The wording of a failed workflow's 500 is not documented; any 5xx is read so.")),
                N8n::new);
    }

    /** A workflow may as well answer through the state API: its request_id is the ticket. */
    @Override
    public boolean answersByTicket() {
        return true;
    }

    @Override
    public Optional<CallbackSignature> signature() {
        return Optional.of(
                CallbackSignature.of(CallbackSignature.Scheme.SHARED_SECRET, "x-callback-token", "", "callback_secret")
                        .whereSecretIsSet());
    }

    @Override
    String keyMember() {
        return "request_id";
    }

    @Override
    Call call(Submission submission, Item item, Exchange exchange) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("request_id", item.key());
        if (submission.callback() != null) {
            body.put("callback_url", submission.callbackText());
        }
        body.set("input", inputs(item, false));
        var wanted = body.putArray("wanted");
        item.ask().wanted().forEach(wanted::add);
        Call call = Call.post("/webhook/" + function()).json(bytes(body));
        String value = exchange.secret("header_value");
        String name = exchange.secret("header_name");
        return value.isEmpty() ? call : call.header(name.isEmpty() ? USUAL_HEADER : name, value);
    }

    /**
     * A 200 does not prove success: the standard message says only that the workflow has started, and a workflow that ends
     * without answering says it too. Where the answer is to come later it is taken so; where nobody could bring it, it
     * breaks the contract.
     */
    @Override
    Optional<Submitted> meaning(Submission submission, Item item, Exchange.Answered answered) {
        JsonNode root = JsonBodies.read(answered.body());
        JsonNode result = root != null && root.isArray() && root.size() == 1 ? root.path(0) : root;
        boolean ours = result != null && result.path(keyMember()).asString("").equals(item.key());
        if (result != null && ((ours && result.has("status")) || FunctionResult.isFinal(result))) {
            return ours || !result.has(keyMember())
                    ? Optional.of(answered(item, result, answered.body()))
                    : Optional.of(broken(answered, "it names another request_id"));
        }
        if (answered.status() == 404 && result != null && result.has("hint")) {
            return Optional.of(new Submitted.Unusable(Map.of(
                    item.key(),
                    "HTTP 404: no active workflow listens there; publish it, and see that its webhook takes POST at "
                            + function())));
        }
        return answered.status() / 100 == 2 && submission.callback() == null && !started(result)
                ? Optional.of(broken(answered, "an answer without request_id and status, and nobody can call back"))
                : Optional.empty();
    }

    private static boolean started(@Nullable JsonNode result) {
        return result != null && result.size() == 1 && result.path("message").isString();
    }

    private static Submitted broken(Exchange.Answered answered, String why) {
        return new Submitted.Refused(
                new Reply.BadAnswer("HTTP " + answered.status() + ": " + why, Receipt.free(answered.body())));
    }
}
