package dev.weir.provider;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Values by canonical field name, in the order they were given.
 *
 * <p>A value is a non-blank {@link String}, a {@link Long}, a {@link BigDecimal}, a {@link Boolean}, or a non-empty
 * list or map of such; anything else is refused, so that whatever is stored can be read back as it was.
 */
public record Values(Map<String, Object> byField) {

    private static final Values NONE = new Values(Map.of());

    public Values {
        byField.forEach(Values::require);
        byField = Collections.unmodifiableMap(new LinkedHashMap<>(byField));
    }

    public static Values none() {
        return NONE;
    }

    public static Values of(String field, Object value) {
        return new Values(Map.of(field, value));
    }

    public boolean isEmpty() {
        return byField.isEmpty();
    }

    public Set<String> fields() {
        return byField.keySet();
    }

    public boolean has(String field) {
        return byField.containsKey(field);
    }

    public Optional<Object> get(String field) {
        return Optional.ofNullable(byField.get(field));
    }

    /** These values and the other's; where both know a field, this one's stays. */
    public Values and(Values others) {
        if (others.isEmpty()) {
            return this;
        }
        Map<String, Object> all = new LinkedHashMap<>(byField);
        others.byField.forEach(all::putIfAbsent);
        return new Values(all);
    }

    /** Only the named fields. */
    public Values only(Collection<String> fields) {
        Map<String, Object> some = new LinkedHashMap<>(byField);
        some.keySet().retainAll(Set.copyOf(fields));
        return new Values(some);
    }

    private static void require(String field, Object value) {
        boolean good = switch (value) {
            case String text -> !text.isBlank();
            case Long _, BigDecimal _, Boolean _ -> true;
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> false;
        };
        if (!good) {
            throw new IllegalArgumentException("no usable value for " + field + ": " + value.getClass());
        }
    }
}
