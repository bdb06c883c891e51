package dev.weir.server.workspace;

import java.util.Collection;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The only way into a transaction, because a transaction has to name the tenants it touches.
 *
 * <p>Rows of a tenant that was not named are invisible and cannot be written, whatever a statement forgets. Statements
 * run inside through the same {@link JdbcClient} join the transaction of their thread.
 */
public final class Transactions {

    // The third argument ends the setting with the transaction: a pooled connection carries nobody's name.
    private static final String NAME_TENANTS = "SELECT set_config('app.workspaces', ?, true)";

    private static final int TRIES = 5;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    public Transactions(JdbcClient jdbc, PlatformTransactionManager manager) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(manager);
    }

    /** Runs {@code work} in one transaction that sees one workspace. */
    public <T extends @Nullable Object> T in(long workspaceId, Supplier<T> work) {
        return in(Set.of(workspaceId), work);
    }

    /** Runs {@code work} in one transaction that sees the workspaces named. */
    public <T extends @Nullable Object> T in(Collection<Long> workspaceIds, Supplier<T> work) {
        String tenants = workspaceIds.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
        return inNone(() -> {
            jdbc.sql(NAME_TENANTS).param(tenants).query(String.class).single();
            return work.get();
        });
    }

    // The setting of before, and one more.
    private static final String NAME_TENANT_TOO =
            "SELECT set_config('app.workspaces', (weir.workspaces() || ?)::text, true)";

    /** Lets the running transaction see that workspace, too: one that it has just made. */
    public void also(long workspaceId) {
        jdbc.sql(NAME_TENANT_TOO).param(workspaceId).query(String.class).single();
    }

    /**
     * Does that once the running transaction is committed, and never if it is not; at once where none runs. For telling
     * others what they can only see then.
     */
    public void afterCommit(Runnable news) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            news.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                news.run();
            }
        });
    }

    /**
     * Runs {@code work} in one transaction that sees no tenant's rows: ids, states and times only. A transaction that
     * loses a deadlock is run again; {@code work} must bear that. Inside another transaction it is part of that one.
     */
    @SuppressWarnings("NullAway") // the template returns exactly what the work returned
    public <T extends @Nullable Object> T inNone(Supplier<T> work) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            // What has lost a deadlock is over as a whole; only whoever began it can run it again.
            return work.get();
        }
        for (int tried = 1; ; tried++) {
            try {
                return transaction.execute(_ -> work.get());
            } catch (PessimisticLockingFailureException conflict) {
                if (tried == TRIES) {
                    throw conflict;
                }
            }
        }
    }
}
