package dev.weir.server.enrichment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Pace;
import dev.weir.provider.Provider;
import dev.weir.providers.Providers;
import dev.weir.server.Weir;
import dev.weir.server.egress.Access;
import dev.weir.server.egress.CredentialKey;
import dev.weir.server.testing.WeirDatabase;
import dev.weir.server.vault.MasterKeys;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VaultAccessTest {

    private final WeirDatabase database = WeirDatabase.fresh();
    private final MasterKeys masterKeys = MasterKeys.passing();
    private final Weir weir = weir();
    private final AtomicLong nanos = new AtomicLong();
    private final VaultAccess access = access(weir);
    private long workspace;

    private Weir weir() {
        return new Weir(
                database.jdbcUrl(), database.appPassword(), Providers.shipped().all(), masterKeys);
    }

    private VaultAccess access(Weir node) {
        return new VaultAccess(
                node.credentials(),
                node.transactions(),
                node.workspaces(),
                node.catalog(),
                (where, provider) -> Optional.of(new Access(
                        new CredentialKey(where.id(), provider.slug(), "sandbox"),
                        URI.create("http://127.0.0.1:9/" + provider.slug()),
                        Map.of(),
                        Pace.unlimited(1))),
                nanos::get);
    }

    @BeforeEach
    void makeWorkspace() {
        workspace = weir.workspaces().ensure("real", false, false).id();
    }

    @AfterEach
    void close() {
        weir.close();
        database.close();
    }

    private void set(String secret) {
        weir.transactions()
                .in(workspace, () -> weir.credentials().put(workspace, "hunter", Map.of("api_key", secret), "test"));
    }

    private void later() {
        nanos.addAndGet(VaultAccess.CURRENT.toNanos());
    }

    @Test
    void whatIsSetIsUsedWithTheVendorsOwnAddressAndPace() {
        assertThat(access.find(workspace, "hunter")).isEmpty();
        assertThat(access.has(workspace, "hunter")).isFalse();
        set("first");
        later();

        Access found = access.find(workspace, "hunter").orElseThrow();
        Provider hunter = weir.catalog().find("hunter").orElseThrow();
        assertThat(found.secrets()).containsEntry("api_key", "first");
        assertThat(found.base()).isEqualTo(hunter.baseUrl());
        assertThat(found.pace()).isEqualTo(hunter.pace());
        assertThat(found.played()).isFalse();
        assertThat(found.toString()).doesNotContain("first");
        assertThat(access.has(workspace, "hunter")).isTrue();
    }

    @Test
    void aReplacedOneIsUsedOnEveryNodeWithinASecondUnderAnotherName() {
        set("first");
        Weir otherWeir = weir();
        try (otherWeir) {
            VaultAccess other = access(otherWeir);
            CredentialKey before = other.find(workspace, "hunter").orElseThrow().key();
            access.find(workspace, "hunter");
            set("second");
            later();

            for (VaultAccess node : new VaultAccess[] {access, other}) {
                Access now = node.find(workspace, "hunter").orElseThrow();
                assertThat(now.secrets()).containsEntry("api_key", "second");
                // So a stop of the first, told late, is not the second's.
                assertThat(now.key()).isNotEqualTo(before);
            }
            weir.transactions().in(workspace, () -> weir.credentials().remove(workspace, "hunter", "test"));
            later();
            assertThat(access.find(workspace, "hunter")).isEmpty();
            assertThat(other.find(workspace, "hunter")).isEmpty();
            set("third");
            later();
            assertThat(other.find(workspace, "hunter").orElseThrow().key()).isNotEqualTo(before);
        }
    }

    @Test
    void aSandboxWorkspaceReachesTheSandboxWhateverItHasSet() {
        long played = weir.workspaces().ensure("played", true, false).id();
        weir.transactions()
                .in(played, () -> weir.credentials().put(played, "hunter", Map.of("api_key", "real"), "test"));

        Access found = access.find(played, "hunter").orElseThrow();
        assertThat(found.played()).isTrue();
        assertThat(found.base().getHost()).isEqualTo("127.0.0.1");
        assertThat(found.secrets()).doesNotContainValue("real");
    }

    @Test
    void whoNeedsNoSecretIsReachedWithoutOne() {
        assertThat(access.find(workspace, "pattern")).isPresent();
        assertThat(access.has(workspace, "pattern")).isTrue();
        assertThat(access.find(workspace, "nobody")).isEmpty();
        assertThat(access.find(workspace + 1_000, "hunter")).isEmpty();
    }
}
