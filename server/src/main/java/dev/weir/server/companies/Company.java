package dev.weir.server.companies;

import dev.weir.provider.Values;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A company that a workspace knows.
 *
 * @param domain canonical, as {@code company.domain} is; no two of a workspace have the same
 * @param name what it is called; null when nobody has said
 */
public record Company(long id, String domain, @Nullable String name, Instant createdAt, Instant updatedAt) {

    /** What a row knows that is about this company: its domain and its name, unless the row says otherwise. */
    public Values known(Values row) {
        Map<String, Object> known = new LinkedHashMap<>(row.byField());
        known.putIfAbsent("company.domain", domain);
        if (name != null) {
            known.putIfAbsent("company.name", name);
        }
        return new Values(known);
    }
}
