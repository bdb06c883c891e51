package dev.weir.server.tickets;

import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.server.jobs.ValuesJson;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Replies as they are filed for evidence, the raw body beside them. */
final class ReplyJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private record Filed(
            String kind,
            @Nullable String values,
            @Nullable String detail,
            long cost,
            boolean reported,
            @Nullable String requestId,
            @Nullable String recordId) {}

    private ReplyJson() {}

    static String write(Reply reply) {
        Receipt none = Receipt.free(new byte[0]);
        return switch (reply) {
            case Reply.Found(Values values, Receipt receipt) -> json("found", ValuesJson.write(values), null, receipt);
            case Reply.NotFound(Receipt receipt) -> json("not_found", null, null, receipt);
            case Reply.Blocked(Receipt receipt) -> json("blocked", null, null, receipt);
            case Reply.BadAnswer(String detail, Receipt receipt) -> json("bad_answer", null, detail, receipt);
            case Reply.InvalidInput(String detail) -> json("invalid_input", null, detail, none);
            case Reply.Trouble(int status, String detail) -> json("trouble", String.valueOf(status), detail, none);
            case Reply.Throttled _ -> json("throttled", null, null, none);
            case Reply.OutOfCredits(String detail) -> json("out_of_credits", null, detail, none);
            case Reply.AuthFailed(String detail) -> json("auth_failed", null, detail, none);
            case Reply.Again(Duration after) -> json("again", String.valueOf(after.toMillis()), null, none);
            case Reply.NotSent(String detail) -> json("not_sent", null, detail, none);
            case Reply.Lost(String detail) -> json("lost", null, detail, none);
        };
    }

    static byte[] body(Reply reply) {
        return switch (reply) {
            case Reply.Found found -> found.receipt().body();
            case Reply.NotFound miss -> miss.receipt().body();
            case Reply.Blocked blocked -> blocked.receipt().body();
            case Reply.BadAnswer bad -> bad.receipt().body();
            case Reply.InvalidInput _,
                    Reply.Throttled _,
                    Reply.OutOfCredits _,
                    Reply.AuthFailed _,
                    Reply.Again _,
                    Reply.Trouble _,
                    Reply.NotSent _,
                    Reply.Lost _ -> new byte[0];
        };
    }

    static Reply read(String json, byte[] body) {
        Filed filed = MAPPER.readValue(json, Filed.class);
        Receipt receipt = new Receipt(filed.cost(), filed.reported(), filed.requestId(), filed.recordId(), body);
        String detail = filed.detail() == null ? "" : filed.detail();
        return switch (filed.kind()) {
            case "found" -> new Reply.Found(ValuesJson.read(filed.values()), receipt);
            case "not_found" -> new Reply.NotFound(receipt);
            case "blocked" -> new Reply.Blocked(receipt);
            case "bad_answer" -> new Reply.BadAnswer(detail, receipt);
            case "invalid_input" -> new Reply.InvalidInput(detail);
            case "trouble" ->
                new Reply.Trouble(filed.values() == null ? 500 : Integer.parseInt(filed.values()), detail);
            case "throttled" -> new Reply.Throttled(null);
            case "out_of_credits" -> new Reply.OutOfCredits(detail);
            case "auth_failed" -> new Reply.AuthFailed(detail);
            case "again" ->
                new Reply.Again(Duration.ofMillis(filed.values() == null ? 0 : Long.parseLong(filed.values())));
            case "not_sent" -> new Reply.NotSent(detail);
            case "lost" -> new Reply.Lost(detail);
            default -> throw new IllegalStateException("evidence says '" + filed.kind() + "'");
        };
    }

    /** What a filed reply says that it cost, in 1/1000 of the vendor's unit. */
    static long cost(String json) {
        return MAPPER.readValue(json, Filed.class).cost();
    }

    private static String json(String kind, @Nullable String values, @Nullable String detail, Receipt receipt) {
        return MAPPER.writeValueAsString(new Filed(
                kind,
                values,
                detail,
                receipt.vendorCostMilli(),
                receipt.reported(),
                receipt.requestId(),
                receipt.recordId()));
    }
}
