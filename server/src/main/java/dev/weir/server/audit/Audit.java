package dev.weir.server.audit;

import dev.weir.server.workspace.Caller;
import dev.weir.server.workspace.Transactions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The book of acts on security and money. The program can add to it and cannot change it; an act and its entry are one
 * transaction, so that there is none without the other.
 */
public final class Audit {

    /** Who acts without a key: whoever may run the program's commands on its machine. */
    public static final String COMMAND_LINE = "command line";

    private static final int LONGEST_SUBJECT = 300;

    private final AuditTable table;
    private final Transactions transactions;

    public Audit(JdbcClient jdbc, Transactions transactions) {
        this.table = new AuditTable(jdbc);
        this.transactions = transactions;
    }

    /**
     * Notes an act in the caller's transaction.
     *
     * @param act two or more words of {@code [a-z_]} joined by dots: on what, and what was done
     * @param subject which one; never a secret
     */
    public void note(long workspaceId, Caller actor, String act, String subject) {
        note(workspaceId, actor.text(), act, subject);
    }

    /** {@link #note(long, Caller, String, String)} for acts of the program's own, such as the first start. */
    public void note(long workspaceId, String actor, String act, String subject) {
        table.insert(workspaceId, actor, act, subject.substring(0, Math.min(subject.length(), LONGEST_SUBJECT)));
    }

    /** Newest first, those before number {@code before} when that is given. */
    public List<AuditEntry> list(long workspaceId, @Nullable Long before, long offset, int most) {
        return transactions.in(
                workspaceId, () -> table.list(workspaceId, before == null ? Long.MAX_VALUE : before, offset, most));
    }

    public long count(long workspaceId) {
        return transactions.in(workspaceId, () -> table.count(workspaceId));
    }
}
