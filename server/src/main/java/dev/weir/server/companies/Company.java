package dev.weir.server.companies;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A company that a workspace knows.
 *
 * @param domain canonical, as {@code company.domain} is; no two of a workspace have the same
 * @param name what it is called; null when nobody has said
 */
public record Company(
        long id,
        String domain,
        @Nullable String name,
        Instant createdAt,
        Instant updatedAt) {}
