package dev.weir.server.expressions;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.weir.provider.Values;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What expressions read of a subscriber as {@code subscriber}, beside the values that are known of it. What is null is not
 * there.
 *
 * @param type {@code personal, corporate, disposable} or {@code role}
 * @param source slug of the source that spoke of it first
 * @param status {@code subscribed} or {@code unsubscribed}
 * @param enrichedAt null for never
 */
public record SubscriberFacts(
        String email,
        String type,
        String source,
        String status,
        Instant createdAt,
        Instant changedAt,
        @Nullable Instant enrichedAt,
        @Nullable BigDecimal score,
        @Nullable String tier) {

    static final String SUBSCRIBER = "subscriber";

    /**
     * What a source has just said.
     *
     * @param from slug of that source
     * @param created whether nobody had spoken of the subscriber before
     * @param changed the fields whose values it changed, and {@code status} where the person subscribed or left
     */
    public record Arrival(String from, boolean created, List<String> changed) {}

    private static final String EMAIL = "email";
    private static final String TYPE = "type";
    private static final String SOURCE = "source";
    private static final String STATUS = "status";
    private static final String CREATED_AT = "createdAt";
    private static final String CHANGED_AT = "changedAt";
    private static final String ENRICHED_AT = "enrichedAt";
    private static final String SCORE = "score";
    private static final String TIER = "tier";
    private static final String FROM = "from";
    private static final String CREATED = "created";
    private static final String CHANGED = "changed";

    static Map<String, CelType> types() {
        return new TreeMap<>(Map.of(
                EMAIL, SimpleType.STRING,
                TYPE, SimpleType.STRING,
                SOURCE, SimpleType.STRING,
                STATUS, SimpleType.STRING,
                CREATED_AT, SimpleType.TIMESTAMP,
                CHANGED_AT, SimpleType.TIMESTAMP,
                ENRICHED_AT, SimpleType.TIMESTAMP));
    }

    /** What is there beside those where something has arrived. */
    static Map<String, CelType> typesOfArrivals() {
        return Map.of(
                SCORE, SimpleType.DOUBLE,
                TIER, SimpleType.STRING,
                FROM, SimpleType.STRING,
                CREATED, SimpleType.BOOL,
                CHANGED, ListType.create(SimpleType.STRING));
    }

    /** These among what is known of the subscriber, for an expression about subscribers. */
    public Values among(Values known) {
        return Values.of(SUBSCRIBER, said()).and(known);
    }

    /** These and what has arrived, for an expression about arrivals. */
    public Values among(Values known, Arrival arrival) {
        Map<String, Object> said = said();
        said.put(FROM, arrival.from());
        said.put(CREATED, arrival.created());
        said.put(CHANGED, arrival.changed());
        return Values.of(SUBSCRIBER, said).and(known);
    }

    private Map<String, Object> said() {
        Map<String, Object> said = new HashMap<>();
        said.put(EMAIL, email);
        said.put(TYPE, type);
        said.put(SOURCE, source);
        said.put(STATUS, status);
        said.put(CREATED_AT, createdAt);
        said.put(CHANGED_AT, changedAt);
        put(said, ENRICHED_AT, enrichedAt);
        put(said, SCORE, score);
        put(said, TIER, tier);
        return said;
    }

    private static void put(Map<String, Object> said, String name, @Nullable Object value) {
        if (value != null) {
            said.put(name, value);
        }
    }
}
