package dev.weir.server.problem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        UNAVAILABLE,
        /** Nobody we know says it: no key, or one that is wrong, expired or revoked. */
        UNAUTHENTICATED,
        /** We know who says it, and may not do it for them. */
        FORBIDDEN,
        /** It repeats an earlier request's key and says something else. */
        MISMATCH,
        /** It is larger than we take. */
        TOO_LARGE,
        /** It is of a kind we do not read. */
        UNSUPPORTED,
        /** Too many of them in too short a time. */
        TOO_MANY,
        /** What it names was there, and is over. */
        GONE,
        /** It did not arrive in the time it has. */
        TOO_SLOW
    }

    /**
     * One thing that is wrong, and where.
     *
     * @param pointer a JSON Pointer (RFC 6901) into what was sent
     * @param detail a sentence
     */
    public record At(String pointer, String detail) {

        /** A name as a part of a pointer. */
        public static String escaped(String name) {
            return name.replace("~", "~0").replace("/", "~1");
        }
    }

    private final String code;
    private final Kind kind;
    private final transient List<String> details;
    private final transient List<At> errors;
    private final transient Map<String, Object> facts;

    public Problem(Kind kind, String code, String sentence, List<String> details) {
        this(kind, code, sentence, details, List.of(), Map.of());
    }

    private Problem(
            Kind kind, String code, String sentence, List<String> details, List<At> errors, Map<String, Object> facts) {
        super(sentence);
        this.kind = kind;
        this.code = code;
        this.details = List.copyOf(details);
        this.errors = List.copyOf(errors);
        this.facts = Map.copyOf(facts);
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

    /** The same, with the places in what was sent that are wrong. */
    public Problem at(List<At> places) {
        return new Problem(kind, code, String.valueOf(getMessage()), details(), places, facts());
    }

    /** The same, with the place in what was sent that its sentence is about. */
    public Problem at(String pointer) {
        return at(pointer, String.valueOf(getMessage()));
    }

    /** The same, with the place in what was sent that is wrong. */
    public Problem at(String pointer, String detail) {
        return at(List.of(new At(pointer, detail)));
    }

    /** The same, with one fact more for programs, such as the quote that is not covered. */
    public Problem with(String name, Object fact) {
        Map<String, Object> more = new LinkedHashMap<>(facts());
        more.put(name, fact);
        return new Problem(kind, code, String.valueOf(getMessage()), details(), errors(), more);
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

    /** Where what was sent is wrong; empty when that is not known. */
    public List<At> errors() {
        return errors == null ? List.of() : errors;
    }

    /** What programs may want to know beside the sentence, by name. */
    public Map<String, Object> facts() {
        return facts == null ? Map.of() : facts;
    }
}
