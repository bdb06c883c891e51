package dev.weir.server.vault;

import dev.weir.server.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The credentials of workspaces for providers. What is set can be replaced and removed, and read by nobody but who calls
 * the provider. Every verb joins the caller's transaction.
 */
public final class Credentials {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, String>> BY_NAME = new TypeReference<>() {};

    private final CredentialTable table;
    private final Vault vault;

    public Credentials(JdbcClient jdbc, Vault vault) {
        this.table = new CredentialTable(jdbc);
        this.vault = vault;
    }

    /** A credential with its secrets, for one call. Its text form shows none. */
    public record Opened(Credential credential, Map<String, String> secrets) {

        public Opened {
            secrets = Map.copyOf(secrets);
        }

        @Override
        public String toString() {
            return "Opened[" + credential + "]";
        }
    }

    /**
     * Sets a workspace's credential, in the place of the one there was, which is kept for {@link #openBefore} alone.
     *
     * @param secrets by name; all that the provider needs
     * @param setBy as the audit writes it
     */
    public Credential put(long workspaceId, String provider, Map<String, String> secrets, String setBy) {
        keepBefore(workspaceId, provider);
        vault.seal(workspaceId, purpose(provider), JSON.writeValueAsString(new TreeMap<>(secrets)));
        return table.put(workspaceId, provider, List.copyOf(new LinkedHashMap<>(secrets).keySet()), setBy);
    }

    public Optional<Credential> find(long workspaceId, String provider) {
        return table.find(workspaceId, provider);
    }

    /** Those that are set, by provider. */
    public List<Credential> all(long workspaceId) {
        return table.all(workspaceId);
    }

    /** Removes a credential for good, and the one before it. @return whether there was one */
    public boolean remove(long workspaceId, String provider, String removedBy) {
        vault.forget(workspaceId, before(provider));
        vault.forget(workspaceId, purpose(provider));
        return table.remove(workspaceId, provider, removedBy);
    }

    /** A credential with its secrets; empty when none is set. @throws dev.weir.server.problem.Problem as the vault does */
    public Optional<Opened> open(long workspaceId, String provider) {
        return table.find(workspaceId, provider)
                .flatMap(credential -> vault.open(workspaceId, purpose(provider))
                        .map(secrets -> new Opened(credential, JSON.readValue(secrets, BY_NAME))));
    }

    /**
     * The secrets that the present credential took the place of: a vendor may still sign with them what was asked for
     * before {@link Credential#setAt()}. No call is made with them. Empty when there were none.
     */
    public Map<String, String> openBefore(long workspaceId, String provider) {
        return vault.open(workspaceId, before(provider))
                .<Map<String, String>>map(secrets -> JSON.readValue(secrets, BY_NAME))
                .orElse(Map.of());
    }

    private void keepBefore(long workspaceId, String provider) {
        try {
            vault.open(workspaceId, purpose(provider)).ifPresent(old -> vault.seal(workspaceId, before(provider), old));
        } catch (Problem unreadable) {
            // It is set anew for just that reason.
            vault.forget(workspaceId, before(provider));
        }
    }

    private static String before(String provider) {
        return "credential-before:" + provider;
    }

    private static String purpose(String provider) {
        return "credential:" + provider;
    }
}
