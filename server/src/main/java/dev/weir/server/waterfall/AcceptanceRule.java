package dev.weir.server.waterfall;

import dev.weir.provider.Values;
import java.util.Optional;

/**
 * A user's own rule about which values count. Pure, and two of the same text about values of the same types are equal.
 *
 * <p>It is no part of this room how such a rule is written.
 */
public interface AcceptanceRule {

    /** As its author wrote it. */
    String text();

    /**
     * Why that value is not accepted, in words that hold no value; empty when it is. A rule that cannot be worked out for
     * it does not accept it, and says why.
     */
    Optional<String> objection(Candidate candidate);

    /** Whether what the row knows of that field can make a difference. */
    boolean reads(String field);

    /**
     * A value that somebody gave.
     *
     * @param field what it was asked for as
     * @param answer all that the same answer gave
     * @param known what the row knew when it asked
     * @param provider who gave it, by its slug
     */
    record Candidate(String field, Object value, Values answer, Values known, String provider) {}
}
