package dev.weir.server.waterfall;

import dev.weir.provider.Values;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a step works out from what the row knows, asking nobody. Pure, and two that were written alike are equal.
 *
 * <p>It is no part of this room how such a thing is written.
 */
public interface Computation {

    /** What kind of thing it is, such as {@code formula}. */
    String function();

    /** What was said of it, as its author wrote it; JSON values. */
    Map<String, Object> config();

    /** What comes of it for a row that knows this. */
    Result on(Values known);

    /** Whether what the row knows of that field can make a difference. */
    boolean reads(String field);

    /**
     * What came of it.
     *
     * @param values of the step's fields, canonical; none where there is trouble
     * @param workings how it came to that, in order
     * @param trouble why nothing did, a clause that holds no value; null when something did
     * @param lacking whether that is for want of something the row does not know
     */
    record Result(
            Values values, List<Working> workings, @Nullable String trouble, boolean lacking) {
        public Result {
            workings = List.copyOf(workings);
        }

        /** That came of it. */
        public static Result of(Values values, List<Working> workings) {
            return new Result(values, workings, null, false);
        }

        /** Nothing did. */
        public static Result trouble(String why, boolean lacking, List<Working> workings) {
            return new Result(Values.none(), workings, why, lacking);
        }
    }

    /**
     * One part of how it came about.
     *
     * @param what as it was written: an expression, a term's name
     * @param value what that came to; null for nothing
     * @param weight of a term of a sum; null for what is none
     * @param contribution of that term to the sum
     * @param note why it came to nothing; null when it did not
     */
    record Working(
            String what,
            @Nullable Object value,
            @Nullable BigDecimal weight,
            @Nullable BigDecimal contribution,
            @Nullable String note) {}
}
