package dev.weir.server.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL database that a workspace has connected. Its password is nobody's to read.
 *
 * @param caCertificate who vouches for the server's certificate, in PEM; null for those whom Java trusts
 * @param setBy as the audit writes it
 */
public record WorkspaceDatabase(
        String host,
        int port,
        String database,
        String user,
        Tls tls,
        @Nullable String caCertificate,
        String setBy,
        Instant setAt) {}
