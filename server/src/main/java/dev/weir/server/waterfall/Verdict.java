package dev.weir.server.waterfall;

import dev.weir.provider.Values;
import java.util.List;

/** What came of one place of a waterfall: a judged reply, or the reason why there is none. */
public sealed interface Verdict {

    /** All that this asking was for, and acceptable. */
    record Accepted(Values kept) implements Verdict {
        public Accepted {
            requireSome(kept);
        }
    }

    /**
     * Some of what this asking was for; never in a step that is {@link Completeness#COMPLETE}.
     *
     * @param missing what it was asked for and did not give, or gave unacceptably
     */
    record Partial(Values kept, List<String> missing) implements Verdict {
        public Partial {
            requireSome(kept);
            missing = List.copyOf(missing);
        }
    }

    /** Found, but not accepted. @param why names fields, never values */
    record Rejected(String why) implements Verdict {}

    /** It answered, and gave nothing that was wanted. */
    record NotFound() implements Verdict {}

    /** A complete answer that cannot be used. @param detail names fields, never values */
    record BadAnswer(String detail) implements Verdict {}

    /** Trouble after all tries, a question the provider calls unusable, or a lost answer that could cost nothing. */
    record Failed(String detail) implements Verdict {}

    /** The subject opted out at this provider. */
    record Blocked() implements Verdict {}

    /** Its late answer did not come in time. */
    record TimedOut() implements Verdict {}

    /** A billable call left and its answer was lost. */
    record InDoubt() implements Verdict {}

    /** No call left, or none that counts: each was throttled, or refused for its key or for want of vendor credits. */
    record NotAsked(NotAskedReason reason) implements Verdict {}

    /** What the cell keeps of it; empty for all but {@link Accepted} and {@link Partial}. */
    default Values kept() {
        return Values.none();
    }

    /** The kind as stored and shown, {@code [a-z_]+}. */
    default String text() {
        return switch (this) {
            case Accepted _ -> "accepted";
            case Partial _ -> "partial";
            case Rejected _ -> "rejected";
            case NotFound _ -> "not_found";
            case BadAnswer _ -> "bad_answer";
            case Failed _ -> "failed";
            case Blocked _ -> "blocked";
            case TimedOut _ -> "timed_out";
            case InDoubt _ -> "in_doubt";
            case NotAsked _ -> "not_asked";
        };
    }

    private static void requireSome(Values kept) {
        if (kept.isEmpty()) {
            throw new IllegalArgumentException("a verdict that keeps something names at least one value");
        }
    }
}
