package dev.weir.server.suppression;

import dev.weir.server.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A workspace's list of whom it never asks about.
 *
 * <p>Of each entry a keyed hash is kept (HMAC-SHA-256, under a key that the vault holds for the workspace), so that the list
 * can be asked about somebody and does not tell who is on it. Every verb joins the caller's transaction, and fails as the
 * vault does when its key cannot be opened: then nobody is asked either.
 */
public final class Suppressions {

    private static final String PURPOSE = "suppression";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final SuppressionTable table;
    private final Vault vault;
    private final SecureRandom random = new SecureRandom();

    public Suppressions(JdbcClient jdbc, Vault vault) {
        this.table = new SuppressionTable(jdbc);
        this.vault = vault;
    }

    /** Adds these. @param addedBy as the audit writes it @return how many were not on it before */
    public int add(long workspaceId, Collection<Handle> handles, String addedBy) {
        table.lock(workspaceId);
        Mac mac = mac(key(workspaceId).orElseGet(() -> newKey(workspaceId)));
        int added = table.insert(workspaceId, keyed(mac, handles), addedBy);
        if (added > 0) {
            table.changed(workspaceId, added);
        }
        return added;
    }

    /** Takes these off it. @return how many were on it */
    public int remove(long workspaceId, Collection<Handle> handles) {
        table.lock(workspaceId);
        Optional<byte[]> key = key(workspaceId);
        if (key.isEmpty()) {
            return 0;
        }
        int removed = table.delete(workspaceId, keyed(mac(key.get()), handles));
        if (removed > 0) {
            table.changed(workspaceId, -removed);
        }
        return removed;
    }

    /** Grows with every change of the list; 0 while nobody is on it. */
    public long version(long workspaceId) {
        return table.version(workspaceId);
    }

    /** Those of these that are on the list, as they are written; a domain's entry says nothing of those above or below it. */
    public Set<Handle> onList(long workspaceId, Collection<Handle> handles) {
        Optional<byte[]> key = handles.isEmpty() ? Optional.empty() : key(workspaceId);
        if (key.isEmpty()) {
            return Set.of();
        }
        Mac mac = mac(key.get());
        Map<Keyed, Handle> byHash = new HashMap<>();
        new HashSet<>(handles).forEach(handle -> byHash.put(keyed(mac, handle), handle));
        return table.onList(workspaceId, byHash.keySet()).stream()
                .map(byHash::get)
                .collect(Collectors.toSet());
    }

    /**
     * Those of these subjects that nobody is to be asked about: whoever has a handle on the list.
     *
     * @param subjects the handles of each, see {@link Handle#of(dev.weir.provider.Values)}
     */
    public <K> Set<K> suppressed(long workspaceId, Map<K, Set<Handle>> subjects) {
        Set<Handle> all = new HashSet<>();
        subjects.values().forEach(all::addAll);
        Set<Handle> listed = onList(workspaceId, all);
        if (listed.isEmpty()) {
            return Set.of();
        }
        Set<K> suppressed = new LinkedHashSet<>();
        subjects.forEach((subject, handles) -> {
            if (handles.stream().anyMatch(listed::contains)) {
                suppressed.add(subject);
            }
        });
        return suppressed;
    }

    /** Keyed hashes of these, as the list holds them: who has them finds the same again, and cannot tell of whom. */
    public List<String> digests(long workspaceId, Collection<Handle> handles) {
        table.lock(workspaceId);
        Mac mac = mac(key(workspaceId).orElseGet(() -> newKey(workspaceId)));
        return keyed(mac, handles).stream()
                .map(keyed -> keyed.kind() + ":"
                        + Base64.getEncoder().encodeToString(keyed.hash().bytes()))
                .toList();
    }

    /** How many entries there are, by kind; kinds without are left out. */
    public Map<Handle.Kind, Long> counts(long workspaceId) {
        Map<Integer, Long> byCode = table.counts(workspaceId);
        Map<Handle.Kind, Long> counts = new HashMap<>();
        for (Handle.Kind kind : Handle.Kind.values()) {
            Long count = byCode.get(kind.code);
            if (count != null) {
                counts.put(kind, count);
            }
        }
        return counts;
    }

    private Optional<byte[]> key(long workspaceId) {
        return vault.open(workspaceId, PURPOSE).map(Base64.getDecoder()::decode);
    }

    /** Under the list's lock. */
    private byte[] newKey(long workspaceId) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        vault.seal(workspaceId, PURPOSE, Base64.getEncoder().encodeToString(key));
        return key;
    }

    private static List<Keyed> keyed(Mac mac, Collection<Handle> handles) {
        return handles.stream().distinct().map(handle -> keyed(mac, handle)).toList();
    }

    private static Keyed keyed(Mac mac, Handle handle) {
        return new Keyed(
                handle.kind().code, new Keyed.Hash(mac.doFinal(handle.value().getBytes(StandardCharsets.UTF_8))));
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }
}
