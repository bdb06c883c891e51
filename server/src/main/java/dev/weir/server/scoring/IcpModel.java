package dev.weir.server.scoring;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What makes a subscriber worth something, as it is written. Whether it can be worked out is for {@link IcpModels} to say; two
 * that mean the same by what they leave out are equal.
 *
 * @param criteria whose points are added up
 * @param tiers from which score on a subscriber is called so; null for none
 * @param least no score is lower; null for no such bound
 * @param most no score is higher; null for no such bound
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"criteria", "tiers", "least", "most"})
public record IcpModel(
        @Nullable List<@Nullable Criterion> criteria,
        @Nullable Map<String, @Nullable BigDecimal> tiers,
        @Nullable BigDecimal least,
        @Nullable BigDecimal most) {

    /** The content of a version that says that there is no model any more. */
    static final IcpModel NONE = new IcpModel(null, null, null, null);

    /**
     * One reason for points.
     *
     * @param name as explanations call it
     * @param points that it gives, or takes where they are less than nothing; with {@code value}, so many times
     * @param when true or false, over subscribers; either this or {@code value}
     * @param value a number, over subscribers
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"name", "points", "when", "value"})
    public record Criterion(
            @Nullable String name,
            @Nullable BigDecimal points,
            @Nullable String when,
            @Nullable String value) {

        public Criterion {
            name = name == null ? null : name.strip();
            points = plain(points);
        }
    }

    public IcpModel {
        criteria =
                criteria == null || criteria.isEmpty() ? null : Collections.unmodifiableList(new ArrayList<>(criteria));
        tiers = tiers == null || tiers.isEmpty() ? null : copy(tiers);
        least = plain(least);
        most = plain(most);
    }

    private static Map<String, @Nullable BigDecimal> copy(Map<String, @Nullable BigDecimal> tiers) {
        Map<String, @Nullable BigDecimal> copy = new LinkedHashMap<>(tiers);
        copy.replaceAll((_, least) -> plain(least));
        return Collections.unmodifiableMap(copy);
    }

    /** 30.0 and 3E+1 are 30. What is far too large or small for points stays as it is; it is refused. */
    private static @Nullable BigDecimal plain(@Nullable BigDecimal number) {
        if (number == null) {
            return null;
        }
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 && stripped.scale() > -20 ? stripped.setScale(0) : stripped;
    }
}
