package dev.weir.provider;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads lists and maps. */
final class StructureForms {

    private static final int MAX_DEPTH = 4;

    private StructureForms() {}

    static Optional<Object> list(Object raw) {
        List<?> items = switch (raw) {
            case List<?> list -> list;
            case String text -> Arrays.asList(text.split(";"));
            case Number number -> List.of(number);
            default -> List.of();
        };
        Set<String> texts = new LinkedHashSet<>();
        for (Object item : items) {
            if (item != null) {
                TextForms.clean(item).ifPresent(texts::add);
            }
        }
        return texts.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(texts));
    }

    static Optional<Object> records(Object raw) {
        if (!(raw instanceof List<?> items)) {
            return Optional.empty();
        }
        List<Object> records = new ArrayList<>();
        for (Object item : items) {
            if (item != null) {
                map(item).ifPresent(records::add);
            }
        }
        return records.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(records));
    }

    static Optional<Object> map(Object raw) {
        return raw instanceof Map<?, ?> members ? map(members, 1) : Optional.empty();
    }

    private static Optional<Object> map(Map<?, ?> members, int depth) {
        Map<String, Object> good = new LinkedHashMap<>();
        members.forEach((key, value) -> {
            if (key != null && value != null) {
                TextForms.clean(key).ifPresent(name -> member(value, depth).ifPresent(v -> good.put(name, v)));
            }
        });
        return good.isEmpty() ? Optional.empty() : Optional.of(Collections.unmodifiableMap(good));
    }

    private static Optional<Object> member(Object value, int depth) {
        return switch (value) {
            case Boolean truth -> Optional.of(truth);
            case Number number ->
                NumberForms.whole(number).<Object>map(whole -> whole).or(() -> NumberForms.decimal(number));
            case String text -> TextForms.text(text);
            case Map<?, ?> map when depth < MAX_DEPTH -> map(map, depth + 1);
            case List<?> list -> list(list);
            default -> Optional.empty();
        };
    }
}
