package dev.weir.sandbox;

/** What the vendor's work came to, whatever became of the answer on its way. */
public enum Outcome {
    FOUND,
    NOT_FOUND,
    PENDING,
    REMOTE_FAILURE,
    BLOCKED,
    INVALID_INPUT,
    UNAUTHORIZED,
    THROTTLED,
    OUT_OF_CREDITS,
    /** A free question about the account. */
    ACCOUNT,
    /** A fault stood before the work. */
    NOT_WORKED
}
