package dev.weir.server.workspace;

import org.jspecify.annotations.Nullable;

/** Who sends a request. */
public sealed interface Caller {

    /** The number of the key that was shown. */
    long keyId();

    /** For the audit: {@code key 12} or {@code installation key}. */
    String text();

    /**
     * A workspace's key.
     *
     * @param role what it may do
     * @param memberId the member it belongs to; null for a key of the workspace's own
     */
    record Key(
            long keyId,
            Workspace workspace,
            Role role,
            @Nullable Long memberId) implements Caller {

        @Override
        public String text() {
            return "key " + keyId;
        }
    }

    /** The installation's key: it alone makes workspaces, grants and refunds credits, and does nothing else. */
    record Installation(long keyId) implements Caller {

        @Override
        public String text() {
            return "installation key";
        }
    }
}
