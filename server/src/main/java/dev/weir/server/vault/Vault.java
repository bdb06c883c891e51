package dev.weir.server.vault;

import dev.weir.server.problem.Problem;
import dev.weir.server.vault.VaultTable.Sealed;
import dev.weir.server.vault.VaultTable.WrappedKey;
import dev.weir.server.workspace.Transactions;
import dev.weir.server.workspace.Workspace;
import dev.weir.server.workspace.Workspaces;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps secrets sealed: each by its purpose within its workspace, under the workspace's data key, which is itself kept
 * wrapped by the master key.
 *
 * <p>What is sealed is bound to its workspace, purpose and number: moved anywhere else, put back after it was replaced,
 * or changed by a bit it does not open. {@link #seal}, {@link #open} and {@link #forget} join the caller's transaction;
 * the rest opens its own. An opened secret is the caller's to forget soon: it belongs in no log, sentence or text form.
 *
 * <p>Fails with {@link Problem} {@code master_key_missing} when a secret was sealed under a master key that is not here,
 * and {@code secret_unreadable} when it does not open.
 */
public final class Vault {

    private static final Pattern PURPOSE = Pattern.compile("[a-z0-9][a-z0-9._:-]{0,199}");
    private static final int TOGETHER = 100;
    private static final int PATIENCE = 20;

    private final VaultTable table;
    private final Transactions transactions;
    private final Workspaces workspaces;
    private final MasterKeys masterKeys;

    public Vault(JdbcClient jdbc, Transactions transactions, Workspaces workspaces, MasterKeys masterKeys) {
        this.table = new VaultTable(jdbc);
        this.transactions = transactions;
        this.workspaces = workspaces;
        this.masterKeys = masterKeys;
    }

    /**
     * Keeps a secret, in the place of what was kept for that purpose.
     *
     * @param purpose what it is for, such as {@code credential:hunter} or {@code webhook:17}: lower-case letters, digits
     *     and {@code . _ : -}, with whatever tells it from others of the workspace
     */
    public void seal(long workspaceId, String purpose, String secret) {
        requirePurpose(purpose);
        WrappedKey key = currentKey(workspaceId);
        seal(workspaceId, purpose, key, secret.getBytes(StandardCharsets.UTF_8));
    }

    /** The secret of that purpose; empty when none is kept. */
    public Optional<String> open(long workspaceId, String purpose) {
        return table.find(workspaceId, purpose)
                .map(kept -> new String(opened(workspaceId, kept), StandardCharsets.UTF_8));
    }

    /** Keeps the secret of that purpose no longer. @return whether there was one */
    public boolean forget(long workspaceId, String purpose) {
        return table.delete(workspaceId, purpose);
    }

    /**
     * Gives a workspace a new data key, seals all its secrets under that, and deletes the older ones. May run while
     * secrets are sealed and opened; run again after a crash it ends what was begun.
     *
     * @return the version of the new data key
     * @throws Problem {@code rotation_busy} when old keys are still in use; what was done stays done
     */
    public int rotateDataKey(long workspaceId) {
        int newest = transactions.in(
                workspaceId, () -> addKey(workspaceId, currentKey(workspaceId).version() + 1));
        for (int round = 0; round < PATIENCE; round++) {
            boolean some = true;
            while (some) {
                some = transactions.in(workspaceId, () -> resealSome(workspaceId, newest));
            }
            int left = transactions.in(workspaceId, () -> table.deleteUnusedKeys(workspaceId, newest));
            if (left == 0) {
                return newest;
            }
        }
        throw Problem.conflict(
                "rotation_busy",
                "Secrets of workspace " + workspaceId
                        + " are still being sealed under its old data key. Run the rotation again.");
    }

    /**
     * Wraps every data key by the first master key that is wrapped by another one. May run while others use them.
     *
     * @return how many were wrapped anew
     */
    public int rewrap() {
        MasterKey first = masterKeys.first();
        int count = 0;
        for (Workspace workspace : workspaces.all()) {
            count += transactions.in(workspace.id(), () -> rewrap(workspace.id(), first));
        }
        return count;
    }

    /**
     * Makes sure that whatever is sealed can be opened.
     *
     * @throws Problem {@code master_key_missing} when a master key is in use that is not here
     */
    public void requireMasterKeys() {
        masterKeysInUse().stream()
                .filter(fingerprint -> masterKeys.find(fingerprint).isEmpty())
                .findFirst()
                .ifPresent(fingerprint -> {
                    throw missing(fingerprint);
                });
    }

    /** The fingerprints of the master keys that wrap any data key. */
    public Set<String> masterKeysInUse() {
        Set<String> used = new TreeSet<>();
        for (Workspace workspace : workspaces.all()) {
            used.addAll(transactions.in(workspace.id(), () -> table.masterKeys(workspace.id())));
        }
        return used;
    }

    private WrappedKey currentKey(long workspaceId) {
        // Whoever deletes the one that was newest has added a newer one before, which a second look sees.
        return table.newestKey(workspaceId)
                .or(() -> table.newestKey(workspaceId))
                .orElseGet(() -> {
                    addKey(workspaceId, 1);
                    return table.newestKey(workspaceId).orElseThrow();
                });
    }

    /** Of several who add one at once one adds it, and all use it. */
    private int addKey(long workspaceId, int version) {
        table.insertKey(workspaceId, wrapped(workspaceId, version, Cipher.freshKey(), masterKeys.first()));
        return version;
    }

    private boolean resealSome(long workspaceId, int newest) {
        List<Sealed> old = table.lockOld(workspaceId, newest, TOGETHER);
        if (old.isEmpty()) {
            return false;
        }
        WrappedKey key = currentKey(workspaceId);
        for (Sealed sealed : old) {
            seal(workspaceId, sealed.purpose(), key, opened(workspaceId, sealed));
        }
        return true;
    }

    private int rewrap(long workspaceId, MasterKey first) {
        List<WrappedKey> others = table.lockWrappedByOthers(workspaceId, first.fingerprint());
        for (WrappedKey key : others) {
            table.rewrap(workspaceId, wrapped(workspaceId, key.version(), unwrapped(workspaceId, key), first));
        }
        return others.size();
    }

    private void seal(long workspaceId, String purpose, WrappedKey key, byte[] secret) {
        long number = table.nextNumber();
        byte[] sealed = new Cipher(unwrapped(workspaceId, key))
                .seal(secret, binding(workspaceId, purpose, key.version(), number));
        table.put(workspaceId, purpose, number, key.version(), sealed);
    }

    private byte[] opened(long workspaceId, Sealed sealed) {
        byte[] dataKey = unwrapped(workspaceId, sealed.key());
        try {
            return new Cipher(dataKey)
                    .open(sealed.sealed(), binding(workspaceId, sealed.purpose(), sealed.version(), sealed.number()));
        } catch (GeneralSecurityException broken) {
            throw unreadable(workspaceId, "what is kept as " + sealed.purpose());
        }
    }

    private static WrappedKey wrapped(long workspaceId, int version, byte[] dataKey, MasterKey masterKey) {
        return new WrappedKey(
                version,
                masterKey.cipher().seal(dataKey, binding(workspaceId, "data key", version, 0)),
                masterKey.fingerprint());
    }

    private byte[] unwrapped(long workspaceId, WrappedKey key) {
        MasterKey masterKey = masterKeys.find(key.masterKey()).orElseThrow(() -> missing(key.masterKey()));
        try {
            return masterKey.cipher().open(key.wrapped(), binding(workspaceId, "data key", key.version(), 0));
        } catch (GeneralSecurityException broken) {
            throw unreadable(workspaceId, "data key " + key.version());
        }
    }

    /** What a ciphertext belongs to. No part but the second can hold a bar, and that one has a fixed alphabet. */
    private static byte[] binding(long workspaceId, String purpose, int version, long number) {
        return ("weir|" + workspaceId + "|" + purpose + "|" + version + "|" + number).getBytes(StandardCharsets.UTF_8);
    }

    private static void requirePurpose(String purpose) {
        if (!PURPOSE.matcher(purpose).matches()) {
            throw new IllegalArgumentException("'" + purpose + "' is no purpose of a secret");
        }
    }

    private static Problem missing(String fingerprint) {
        return new Problem(
                Problem.Kind.UNAVAILABLE,
                "master_key_missing",
                "Secrets were sealed under the master key " + fingerprint
                        + ", which this server does not have. Add it behind the present one: WEIR_MASTER_KEY, or the"
                        + " file 'master-key' in WEIR_HOME.");
    }

    private static Problem unreadable(long workspaceId, String what) {
        return new Problem(
                Problem.Kind.UNAVAILABLE,
                "secret_unreadable",
                "In workspace " + workspaceId + ", " + what
                        + " does not open: it was sealed for another place, or has been changed. Set it again.");
    }
}
