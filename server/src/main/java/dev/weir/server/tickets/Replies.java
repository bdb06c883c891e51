package dev.weir.server.tickets;

import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;

/** What a reply says, for people. */
final class Replies {

    private static final String ERASED = "erased";

    private Replies() {}

    /**
     * The same of somebody who was erased: what the vendor wants for it, and whether it was handed over, and nothing else.
     */
    static Reply withoutContent(Reply reply) {
        return switch (reply) {
            case Reply.Found(var _, Receipt receipt) -> new Reply.NotFound(bare(receipt));
            case Reply.NotFound(Receipt receipt) -> new Reply.NotFound(bare(receipt));
            case Reply.Blocked(Receipt receipt) -> new Reply.NotFound(bare(receipt));
            case Reply.BadAnswer(var _, Receipt receipt) -> new Reply.NotFound(bare(receipt));
            case Reply.InvalidInput _ -> new Reply.InvalidInput(ERASED);
            case Reply.Throttled throttled -> throttled;
            case Reply.OutOfCredits _ -> new Reply.OutOfCredits(ERASED);
            case Reply.AuthFailed _ -> new Reply.AuthFailed(ERASED);
            case Reply.Again again -> again;
            case Reply.Trouble(int status, var _) -> new Reply.Trouble(status, ERASED);
            case Reply.NotSent _ -> new Reply.NotSent(ERASED);
            case Reply.Lost _ -> new Reply.Lost(ERASED);
        };
    }

    private static Receipt bare(Receipt receipt) {
        return new Receipt(receipt.vendorCostMilli(), receipt.reported(), null, null, new byte[0]);
    }

    static String detail(Reply reply) {
        return switch (reply) {
            case Reply.Found _ -> "found";
            case Reply.NotFound _ -> "not found";
            case Reply.Blocked _ -> "blocked";
            case Reply.InvalidInput(String detail) -> detail;
            case Reply.Throttled _ -> "throttled";
            case Reply.OutOfCredits(String detail) -> detail;
            case Reply.AuthFailed(String detail) -> detail;
            case Reply.Again _ -> "still at it";
            case Reply.Trouble(int status, String detail) -> status + " " + detail;
            case Reply.BadAnswer(String detail, var _) -> detail;
            case Reply.NotSent(String detail) -> detail;
            case Reply.Lost(String detail) -> detail;
        };
    }
}
