package dev.weir.server.storage;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A result that is to be written.
 *
 * @param resultId of {@code weir.result}; results are given in the order of these
 * @param weirKey ours, once for each result: {@code <job>:<row>:<step>}, or {@code outside:<id>}; of a result that
 *     was reused, of the one that it was
 * @param values by result field; as JSON has them: text, numbers, booleans, lists, maps, null
 */
record Item(
        long resultId,
        String weirKey,
        @Nullable Long companyId,
        @Nullable String companyDomain,
        Map<String, @Nullable Object> values) {

    Item {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
