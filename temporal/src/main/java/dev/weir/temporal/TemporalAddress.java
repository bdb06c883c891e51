package dev.weir.temporal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which namespace of which Temporal cluster, and how it is reached.
 *
 * @param target {@code host:port} of its frontend
 * @param tls null for plain text
 * @param apiKey sent with every request; null for none
 */
public record TemporalAddress(
        String target,
        String namespace,
        @Nullable Tls tls,
        @Nullable String apiKey) {

    /**
     * How the connection is encrypted.
     *
     * @param authorities certificates in PEM that the server's must descend from; null for the machine's own
     * @param certificate of this client, in PEM; null for none
     * @param key of {@code certificate}, PKCS #8 in PEM
     * @param serverName that the server's certificate must be for, if not the target's host
     */
    public record Tls(
            @Nullable Path authorities,
            @Nullable Path certificate,
            @Nullable Path key,
            @Nullable String serverName) {

        /** By the authorities of the machine. */
        public static final Tls DEFAULT = new Tls(null, null, null, null);
    }

    /** In plain text, as within a machine. */
    public static TemporalAddress plain(String target, String namespace) {
        return new TemporalAddress(target, namespace, null, null);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return target + ", namespace " + namespace;
    }
}
