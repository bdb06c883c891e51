package dev.weir.server.rights;

import dev.weir.server.suppression.Handle;
import dev.weir.server.suppression.Suppressions;
import dev.weir.server.vault.Vault;
import java.util.List;

/**
 * Whom erasures are about: sealed in the vault while one is under way, and nowhere afterwards. It joins the caller's
 * transaction.
 */
final class SealedSubjects {

    private final ErasureTable table;
    private final Vault vault;
    private final Suppressions suppressions;

    SealedSubjects(ErasureTable table, Vault vault, Suppressions suppressions) {
        this.table = table;
        this.vault = vault;
        this.suppressions = suppressions;
    }

    private static String purpose(long id) {
        return "erasure:" + id;
    }

    /** In the place of what was sealed before. @param given by which sorts of handles the erasure was asked for */
    void seal(long workspaceId, long id, List<Handle.Kind> given, Subject subject) {
        vault.seal(workspaceId, purpose(id), subject.write());
        table.known(workspaceId, id, suppressions.digests(workspaceId, subject.own(given)));
    }

    Subject open(Erasure erasure) {
        return vault.open(erasure.workspaceId(), purpose(erasure.id()))
                .map(Subject::read)
                .orElseThrow(() -> new IllegalStateException("the handles of erasure " + erasure.id() + " are lost"));
    }

    void forget(Erasure erasure) {
        vault.forget(erasure.workspaceId(), purpose(erasure.id()));
    }
}
