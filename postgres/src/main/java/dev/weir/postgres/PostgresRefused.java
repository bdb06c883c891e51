package dev.weir.postgres;

import org.jspecify.annotations.Nullable;

/** PostgreSQL could not be brought up; the message is a sentence for the user that says what to do. */
public final class PostgresRefused extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of refusal it is, so that a caller can attach to a running server instead of giving up. */
    public enum Reason {
        /** Another live program serves this directory. */
        HELD,
        /** This machine lacks something: fitting binaries, a tool, an ordinary user to run as. */
        UNSUPPORTED,
        /** The directory or the server is at fault: unreadable, of another version, no space, no start in time. */
        FAILED
    }

    private final Reason reason;

    PostgresRefused(Reason reason, String sentence) {
        this(reason, sentence, null);
    }

    PostgresRefused(Reason reason, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
