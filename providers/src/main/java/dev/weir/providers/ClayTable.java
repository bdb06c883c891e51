package dev.weir.providers;

import dev.weir.provider.Call;
import dev.weir.provider.CallbackSignature;
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
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A Clay table: a row goes in by its webhook, and a column of it calls back. */
final class ClayTable extends FunctionOperation {

    private ClayTable(OperationSpec spec) {
        super(spec, List.of("table_token", "callback_secret"));
    }

    static FunctionProvider provider() {
        return new Functions(
                new Functions.Facts(
                        "clay",
                        "Clay table",
                        URI.create("https://api.clay.com"),
                        Optional.empty(),
                        List.of("callback_secret", "table_token"),
                        List.of("table_token"),
                        new Pace(10, 0, 4),
                        1,
                        List.of(
                                "A webhook takes 50,000 rows in its life; beyond that rows are dropped, perhaps without a word, and time out here.",
                                "The answer to a row and the bodies of refusals are not documented; only statuses are read.",
                                "Whether a column calls again after an answer other than 2xx depends on its settings.",
                                "What a row costs in actions and credits of Clay is told only if the column that calls back tells it.")),
                ClayTable::new);
    }

    @Override
    public Optional<CallbackSignature> signature() {
        return Optional.of(CallbackSignature.of(
                CallbackSignature.Scheme.SHARED_SECRET, "x-callback-token", "", "callback_secret"));
    }

    @Override
    String keyMember() {
        return "request_id";
    }

    /** One flat object is one row; a column of a table is named without dots. */
    @Override
    Call call(Submission submission, Item item, Exchange exchange) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("request_id", item.key());
        if (submission.callback() != null) {
            row.put("callback_url", submission.callbackText());
        }
        row.setAll(inputs(item, true));
        Call call = Call.post("/v3/sources/webhook/" + function()).json(bytes(row));
        String token = exchange.secret("table_token");
        return token.isEmpty() ? call : call.header("x-clay-webhook-auth", token);
    }

    @Override
    Optional<Submitted> meaning(Submission submission, Item item, Exchange.Answered answered) {
        return Optional.empty();
    }
}
