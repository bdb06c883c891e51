package dev.weir.providers;

import dev.weir.provider.Call;
import dev.weir.provider.Exchange;
import dev.weir.provider.FunctionProvider;
import dev.weir.provider.Item;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Pace;
import dev.weir.provider.Submission;
import dev.weir.provider.Submitted;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Any HTTP endpoint of the user's. It is sent a ticket with ids and inputs, answers 2xx when it has taken it, and tells the
 * result through the state API, to which the ticket is the key. An answer whose status says that it is done is the result.
 */
final class HttpFunction extends FunctionOperation {

    private static final String CALLBACKS = "/callbacks/";

    private HttpFunction(OperationSpec spec) {
        super(spec, List.of("token"));
    }

    static FunctionProvider provider() {
        return new Functions(
                new Functions.Facts(
                        "http-function",
                        "HTTP function",
                        URI.create("https://http-function.invalid"),
                        Optional.of("base_url"),
                        List.of("base_url", "token"),
                        List.of("token"),
                        Pace.unlimited(64),
                        1,
                        List.of()),
                HttpFunction::new);
    }

    @Override
    public boolean answersByTicket() {
        return true;
    }

    @Override
    String keyMember() {
        return "ticket";
    }

    @Override
    Call call(Submission submission, Item item, Exchange exchange) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("ticket", item.key());
        ids(item.ask().idempotencyKey(), body);
        body.put("function", function());
        body.set("inputs", inputs(item, false));
        var wanted = body.putArray("wanted");
        item.ask().wanted().forEach(wanted::add);
        String callback = submission.callbackText();
        int at = callback.lastIndexOf(CALLBACKS);
        if (at >= 0) {
            body.put("stateUrl", callback.substring(0, at) + "/tickets/" + item.key());
            body.put("callbackUrl", callback);
        }
        Call call = Call.post("/" + function()).json(bytes(body)).header("Idempotency-Key", item.key());
        String token = exchange.secret("token");
        return token.isEmpty() ? call : call.header("Authorization", "Bearer " + token);
    }

    /** The key of an asking is job, row, asking and provider (DESIGN section 2). */
    private static void ids(String key, ObjectNode body) {
        String[] parts = key.split(":", -1);
        if (parts.length == 4 && parts[0].matches("\\d{1,18}") && parts[1].matches("\\d{1,9}")) {
            body.put("jobId", Long.parseLong(parts[0]));
            body.put("rowIndex", Integer.parseInt(parts[1]));
            body.put("step", parts[2]);
        }
        body.put("idempotencyKey", key);
    }

    @Override
    Optional<Submitted> meaning(Submission submission, Item item, Exchange.Answered answered) {
        JsonNode root = answered.status() / 100 == 2 ? JsonBodies.read(answered.body()) : null;
        return FunctionResult.isFinal(root) && root != null
                ? Optional.of(answered(item, root, answered.body()))
                : Optional.empty();
    }
}
