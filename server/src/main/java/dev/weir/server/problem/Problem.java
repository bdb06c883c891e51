package dev.weir.server.problem;

import java.util.List;

/**
 * A refusal: a stable code for programs, a kind that decides exit status and HTTP status, and a sentence for a human
 * that says what to do.
 *
 * <p>It is thrown where a request cannot be carried out for a reason its sender can mend; trouble of our own is any
 * other exception.
 */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What sort of refusal it is; each door translates the kind in one place. */
    public enum Kind {
        /** The request is not understood or cannot be met as it stands. */
        INVALID,
        /** What it names does not exist, or not for this sender. */
        NOT_FOUND,
        /** It does not fit the present state; later, or after another act, it may. */
        CONFLICT,
        /** Too few credits for the worst case. */
        NOT_ENOUGH_CREDITS,
        /** Something outside (database, disk, another process) is not to be had. */
        UNAVAILABLE
    }

    private final String code;
    private final Kind kind;
    private final transient List<String> details;

    public Problem(Kind kind, String code, String sentence, List<String> details) {
        super(sentence);
        this.kind = kind;
        this.code = code;
        this.details = List.copyOf(details);
    }

    public Problem(Kind kind, String code, String sentence) {
        this(kind, code, sentence, List.of());
    }

    public static Problem invalid(String code, String sentence) {
        return new Problem(Kind.INVALID, code, sentence);
    }

    public static Problem conflict(String code, String sentence) {
        return new Problem(Kind.CONFLICT, code, sentence);
    }

    public static Problem notFound(String code, String sentence) {
        return new Problem(Kind.NOT_FOUND, code, sentence);
    }

    public Kind kind() {
        return kind;
    }

    /** Stable, {@code [a-z_]+}. */
    public String code() {
        return code;
    }

    /** One line each: what exactly is wrong, where. */
    public List<String> details() {
        return details == null ? List.of() : details;
    }
}
