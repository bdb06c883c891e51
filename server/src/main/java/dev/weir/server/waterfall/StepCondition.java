package dev.weir.server.waterfall;

import dev.weir.provider.Values;
import org.jspecify.annotations.Nullable;

/**
 * A user's own rule about which rows a step is for. Pure, and two of the same text are equal.
 *
 * <p>It is no part of this room how such a rule is written.
 */
public interface StepCondition {

    /** As its author wrote it. */
    String text();

    /** Whether it holds for a row that knows this. */
    Told on(Values known);

    /** Whether what the row knows of that field can make a difference. */
    boolean reads(String field);

    /**
     * What is to be said of one row.
     *
     * @param trouble why it cannot be told, a clause that holds no value; it does not hold then. Null when it can
     */
    record Told(boolean holds, @Nullable String trouble) {}
}
