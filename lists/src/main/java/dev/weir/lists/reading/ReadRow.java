package dev.weir.lists.reading;

import dev.weir.provider.Values;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a row of the list says.
 *
 * @param readable canonical values, by field; an address that does not count as known is among them
 * @param aside the fields whose cell holds something that does not count as known, and why
 */
public record ReadRow(Map<String, Object> readable, Map<String, Aside> aside) {

    public ReadRow {
        readable = Collections.unmodifiableMap(new LinkedHashMap<>(readable));
        aside = Map.copyOf(aside);
    }

    /** What is known, and may be asked with. */
    public Values known() {
        Map<String, Object> known = new LinkedHashMap<>(readable);
        known.keySet().removeAll(aside.keySet());
        return new Values(known);
    }
}
