package dev.weir.server.egress;

/**
 * Which credential: breakers, pace and stops hang on it.
 *
 * @param provider the provider's slug
 * @param credential the credential's name within its workspace and provider; a code, never the secret
 */
public record CredentialKey(long workspaceId, String provider, String credential) {

    public CredentialKey {
        if (provider.isBlank() || credential.isBlank()) {
            throw new IllegalArgumentException("a credential has a provider and a name");
        }
    }
}
