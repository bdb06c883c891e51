package dev.weir.server.waterfall;

import java.util.Locale;

/** Why a cell failed: of all reasons its places give, the first in this order. */
public enum CellReason {
    IN_DOUBT,
    CAP_REACHED,
    TIMED_OUT,
    ERROR,
    BAD_ANSWER,
    REJECTED,
    UNAVAILABLE,
    CREDENTIALS_MISSING,
    NOT_FOUND;

    /** As stored and shown. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a place that left the cell incomplete contributes. */
    static CellReason of(Verdict verdict) {
        return switch (verdict) {
            case Verdict.InDoubt _ -> IN_DOUBT;
            case Verdict.TimedOut _ -> TIMED_OUT;
            case Verdict.Failed _ -> ERROR;
            case Verdict.BadAnswer _ -> BAD_ANSWER;
            case Verdict.Rejected _ -> REJECTED;
            case Verdict.Accepted _, Verdict.Partial _, Verdict.NotFound _, Verdict.Blocked _ -> NOT_FOUND;
            case Verdict.NotAsked(NotAskedReason reason) -> of(reason);
        };
    }

    private static CellReason of(NotAskedReason reason) {
        return switch (reason) {
            case NEEDED_IN_DOUBT -> IN_DOUBT;
            case CAP_REACHED -> CAP_REACHED;
            case UNAVAILABLE -> UNAVAILABLE;
            case CREDENTIALS_MISSING -> CREDENTIALS_MISSING;
            case NO_INPUT, SUPPRESSED -> NOT_FOUND;
        };
    }
}
