package dev.weir.server.workspace;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key, as far as it is ever shown again.
 *
 * @param memberId the member it belongs to; null for a key of the workspace's own
 * @param role what it may do at most; its member's role bounds it further
 * @param createdBy as {@link Caller#text()} names who made it
 * @param makerId the member who made it, with a key of his own or with one that he had made; null for nobody who is one
 * @param lastUsedAt to the minute; null when it never was
 */
public record ApiKey(
        long id,
        @Nullable Long memberId,
        String name,
        Role role,
        String createdBy,
        @Nullable Long makerId,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt) {

    /**
     * A key that has just been made.
     *
     * @param clear what it is shown by; kept nowhere
     */
    public record Issued(ApiKey key, String clear) {

        @Override
        public String toString() {
            return "Issued[" + key.id() + "]";
        }
    }

    /**
     * A key to be made.
     *
     * @param memberId whose it is; null for the workspace's own
     * @param expiresAt null for never
     */
    public record Wish(
            String name,
            Role role,
            @Nullable Long memberId,
            @Nullable Instant expiresAt) {}
}
