package dev.weir.server;

import dev.weir.server.callbacks.VendorSecrets;
import dev.weir.server.enrichment.AccessBook;
import dev.weir.server.vault.Credentials;
import dev.weir.server.workspace.Transactions;
import java.time.Instant;
import java.util.Optional;

/**
 * The secrets of workspaces' credentials that vendors sign with: present ones by the access book, earlier ones from the
 * vault.
 */
record BookedSecrets(AccessBook accessBook, Credentials credentials, Transactions transactions)
        implements VendorSecrets {

    @Override
    public Optional<String> present(long workspaceId, String provider, String secret) {
        return accessBook
                .find(workspaceId, provider)
                .flatMap(access -> Optional.ofNullable(access.secrets().get(secret)));
    }

    @Override
    public Optional<String> before(long workspaceId, String provider, String secret, Instant askedAt) {
        return transactions.in(
                workspaceId,
                () -> credentials
                        .find(workspaceId, provider)
                        .filter(present -> askedAt.isBefore(present.setAt()))
                        .flatMap(_ -> Optional.ofNullable(
                                credentials.openBefore(workspaceId, provider).get(secret))));
    }
}
