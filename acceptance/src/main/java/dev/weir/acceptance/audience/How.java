package dev.weir.acceptance.audience;

import java.util.List;

/** How a delivery is sent. */
public enum How {
    GENUINE,
    /** A genuine one once more, signed anew as tools do when they had no answer. */
    AGAIN,
    /** Signed with another secret. */
    WRONG_SECRET,
    /** One byte is another than was signed. */
    CHANGED_BYTE,
    /** The same document in other bytes than were signed. */
    RESERIALISED,
    /** Signed rightly, half an hour ago. */
    STALE,
    UNSIGNED;

    public static final List<How> FORGED = List.of(WRONG_SECRET, CHANGED_BYTE, RESERIALISED, STALE, UNSIGNED);

    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;

    public boolean isForged() {
        return FORGED.contains(this);
    }

    /** What it is to be answered with. */
    public int status() {
        return isForged() ? UNAUTHORIZED : OK;
    }
}
