package dev.weir.server.companies;

import dev.weir.provider.Values;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A company that a workspace knows.
 *
 * @param domain canonical, as {@code company.domain} is; no two of a workspace have the same
 * @param name what it is called; null when nobody has said
 */
public record Company(long id, String domain, @Nullable String name, Instant createdAt, Instant updatedAt) {

    private static final Pattern OF_ERASED = Pattern.compile("erased-\\d+\\.invalid");

    /** Whether it stands for one that was erased: what was about it refers to it by number, and nothing new does. */
    public boolean isErased() {
        return isOfErased(domain);
    }

    /** Whether a domain is one that erased companies have instead of theirs. */
    static boolean isOfErased(String domain) {
        return OF_ERASED.matcher(domain).matches();
    }

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
