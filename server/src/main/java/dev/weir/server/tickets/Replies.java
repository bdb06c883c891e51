package dev.weir.server.tickets;

import dev.weir.provider.Reply;

/** What a reply says, for people. */
final class Replies {

    private Replies() {}

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
