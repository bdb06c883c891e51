package dev.weir.server.enrichment;

import dev.weir.provider.Provider;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.egress.Access;
import dev.weir.server.egress.CredentialKey;
import dev.weir.server.vault.Credentials;
import dev.weir.server.workspace.Transactions;
import dev.weir.server.workspace.Workspace;
import dev.weir.server.workspace.Workspaces;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * The access book of a server: a sandbox workspace reaches the vendors that the sandbox plays, any other one the vendors
 * themselves, with the credentials that the vault keeps for it.
 *
 * <p>What was found is used for at most {@link #CURRENT}, on every node; so long after a credential was set, replaced or
 * removed no call leaves with what was before. The version is part of the credential's name: what a vendor says of an
 * earlier one, late, stops nobody who uses the new one.
 */
public final class VaultAccess implements AccessBook {

    /** How old what a call goes by may be. */
    public static final Duration CURRENT = Duration.ofSeconds(1);

    private final Credentials credentials;
    private final Transactions transactions;
    private final Workspaces workspaces;
    private final Catalog catalog;
    private final Played played;
    private final LongSupplier nanos;
    private final ConcurrentMap<Wanted, Seen> seen = new ConcurrentHashMap<>();
    private volatile long sweptAt;

    /** Finds how a workspace reaches a vendor that a sandbox plays. */
    @FunctionalInterface
    public interface Played {

        /** No sandbox: whoever would be played is not reached. */
        Played NONE = (_, _) -> Optional.empty();

        Optional<Access> find(Workspace workspace, Provider provider);
    }

    private record Wanted(long workspaceId, String provider) {}

    /** Its text form shows no secret, since an access's does not. */
    private record Seen(Optional<Access> access, long atNanos) {}

    /** @param nanos a clock that only goes forward, such as {@code System::nanoTime} */
    public VaultAccess(
            Credentials credentials,
            Transactions transactions,
            Workspaces workspaces,
            Catalog catalog,
            Played played,
            LongSupplier nanos) {
        this.credentials = credentials;
        this.transactions = transactions;
        this.workspaces = workspaces;
        this.catalog = catalog;
        this.played = played;
        this.nanos = nanos;
    }

    @Override
    public Optional<Access> find(long workspaceId, String provider) {
        long now = nanos.getAsLong();
        Wanted wanted = new Wanted(workspaceId, provider);
        Seen known = seen.get(wanted);
        if (known != null && isCurrent(known, now)) {
            return known.access();
        }
        sweep(now);
        // Of all that find it too old at once, one looks and the others wait for it.
        return seen.compute(
                        wanted,
                        (_, other) -> other != null && isCurrent(other, now)
                                ? other
                                : new Seen(look(workspaceId, provider), now))
                .access();
    }

    @Override
    public boolean has(long workspaceId, String slug) {
        return catalog.find(slug)
                .filter(provider -> workspace(workspaceId)
                        .map(workspace -> workspace.sandbox()
                                ? played.find(workspace, provider).isPresent()
                                : provider.secrets().isEmpty()
                                        || transactions
                                                .in(workspaceId, () -> credentials.find(workspaceId, slug))
                                                .isPresent())
                        .orElse(false))
                .isPresent();
    }

    private Optional<Access> look(long workspaceId, String slug) {
        Optional<Provider> provider = catalog.find(slug);
        Optional<Workspace> workspace = workspace(workspaceId);
        if (provider.isEmpty() || workspace.isEmpty()) {
            return Optional.empty();
        }
        if (workspace.get().sandbox()) {
            return played.find(workspace.get(), provider.get()).map(Access::asPlayed);
        }
        if (provider.get().secrets().isEmpty()) {
            return Optional.of(access(workspaceId, provider.get(), "none", Map.of()));
        }
        return transactions
                .in(workspaceId, () -> credentials.open(workspaceId, slug))
                .map(opened -> access(
                        workspaceId, provider.get(), "v" + opened.credential().version(), opened.secrets()));
    }

    private Optional<Workspace> workspace(long workspaceId) {
        return transactions.inNone(() -> workspaces.find(workspaceId));
    }

    private static Access access(long workspaceId, Provider provider, String name, Map<String, String> secrets) {
        return new Access(
                new CredentialKey(workspaceId, provider.slug(), name),
                provider.address(secrets),
                withOptional(provider, secrets),
                provider.pace());
    }

    /** What need not be set reads as an empty text where it is not. */
    private static Map<String, String> withOptional(Provider provider, Map<String, String> secrets) {
        Map<String, String> all = new HashMap<>(secrets);
        provider.optionalSecrets().forEach(name -> all.putIfAbsent(name, ""));
        return all;
    }

    private static boolean isCurrent(Seen known, long now) {
        return now - known.atNanos() < CURRENT.toNanos();
    }

    /** Secrets that nobody uses are not kept open. */
    private void sweep(long now) {
        if (now - sweptAt > CURRENT.toNanos()) {
            sweptAt = now;
            seen.values().removeIf(known -> !isCurrent(known, now));
        }
    }
}
