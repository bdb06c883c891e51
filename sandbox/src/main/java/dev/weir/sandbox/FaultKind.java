package dev.weir.sandbox;

/**
 * What can go wrong on the way to an answer. Faults that stand before the vendor's work cost nothing by default; those
 * that lose or spoil an answer after the work was done cost what the answer would have cost.
 */
public enum FaultKind {
    /** 429 with {@code Retry-After}, in the vendor's own body. */
    TOO_MANY(false),
    /** 429 without {@code Retry-After}. */
    TOO_MANY_BARE(false),
    /** 403, which at Hunter means too fast and elsewhere a key without rights. */
    HUNTER_403(false),
    /** One of 500, 502, 503 and 504. */
    SERVER_ERROR(false),
    /** The request is taken and never answered, until the caller leaves or the settings' bound is reached. */
    TIMEOUT(true),
    /** The right answer, a byte at a time. */
    SLOW_DRIP(true),
    /** TCP reset after the request was read and before the first byte of the answer. */
    RESET_BEFORE_FIRST_BYTE(true),
    /** TCP reset amid the body. */
    RESET_AFTER_FIRST_BYTE(true),
    /** An orderly close before the announced length is reached. */
    TRUNCATED(true),
    /** A complete 200 whose body is no JSON. */
    MALFORMED_JSON(true),
    /** A complete 200 whose values have other types than the vendor documents. */
    WRONG_TYPES(true),
    /** A body that does not end before the settings' bound. */
    ENDLESS_BODY(true),
    /** 302 to a page that is not there. */
    REDIRECT(false),
    /** 404 with an HTML page, as a proxy or a retired path answers. */
    NOT_FOUND_HTML(false);

    private final boolean afterWork;

    FaultKind(boolean afterWork) {
        this.afterWork = afterWork;
    }

    /** Whether the vendor had done (and by default billed) its work when this happened. */
    public boolean afterWork() {
        return afterWork;
    }

    /** Whether the caller never holds the whole answer. */
    boolean cutsAnswer() {
        return switch (this) {
            case TIMEOUT, RESET_BEFORE_FIRST_BYTE, RESET_AFTER_FIRST_BYTE, TRUNCATED, ENDLESS_BODY -> true;
            case TOO_MANY,
                    TOO_MANY_BARE,
                    HUNTER_403,
                    SERVER_ERROR,
                    SLOW_DRIP,
                    MALFORMED_JSON,
                    WRONG_TYPES,
                    REDIRECT,
                    NOT_FOUND_HTML -> false;
        };
    }
}
