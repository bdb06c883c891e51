package dev.weir.server.scoring;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a subscriber is worth by a model.
 *
 * @param tier null where the score reaches none
 */
public record Worth(BigDecimal points, @Nullable String tier, Working working) {

    /**
     * How that came about: the points of all criteria and of the bound are the score. It holds no value of anybody.
     *
     * @param bound null where the sum was within the bounds
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Working(List<Share> criteria, @Nullable Bound bound) {

        private static final JsonMapper JSON = JsonMapper.builder()
                .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                .build();

        public Working {
            criteria = List.copyOf(criteria);
        }

        /** As it is kept. */
        String json() {
            return JSON.writeValueAsString(this);
        }

        /** What {@link #json} gave. */
        static Working read(String json) {
            return JSON.readValue(json, Working.class);
        }
    }

    /**
     * What a criterion has given.
     *
     * @param why it could not be told, a clause that names fields and holds no value; null where it could
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Share(
            String name, BigDecimal points, @Nullable String why) {}

    /** What was added so that the score is within a bound. @param name {@code most} or {@code least} */
    public record Bound(String name, BigDecimal points) {}

    /** How the score came about: {@code 72 = 30 for seniority + 25 for company size + 17 for country}. */
    public String explanation() {
        return explanation(points, working);
    }

    static String explanation(BigDecimal points, Working working) {
        StringBuilder sum = new StringBuilder();
        for (Share share : working.criteria()) {
            if (share.points().signum() != 0) {
                add(sum, share.points(), "for " + share.name());
            }
        }
        Bound bound = working.bound();
        if (bound != null) {
            add(sum, bound.points(), bound.name().equals("most") ? "above the most" : "up to the least");
        }
        return points.toPlainString() + (sum.isEmpty() ? ": no criterion gives points" : " = " + sum);
    }

    private static void add(StringBuilder sum, BigDecimal points, String what) {
        boolean less = points.signum() < 0;
        sum.append(sum.isEmpty() ? less ? "-" : "" : less ? " - " : " + ");
        sum.append(points.abs().toPlainString()).append(' ').append(what);
    }
}
