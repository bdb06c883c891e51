package dev.weir.server.audience;

import dev.weir.server.workspace.DueLook;
import dev.weir.server.workspace.Transactions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * When somebody is to look after a workspace's subscribers next. Verbs join the caller's transaction: what there is to do and
 * that somebody is to do it are one change.
 */
public final class Turns {

    private final TurnTable table;
    private final Transactions transactions;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    public Turns(JdbcClient jdbc, Transactions transactions) {
        this.table = new TurnTable(jdbc);
        this.transactions = transactions;
    }

    /** There is something to do now. */
    public void wake(long workspaceId, Duty duty) {
        table.wake(workspaceId, duty);
        transactions.afterCommit(() -> listeners.forEach(Runnable::run));
    }

    /** There will be something to do then, if not sooner. */
    public void wakeAt(long workspaceId, Duty duty, Instant at) {
        table.wakeAt(workspaceId, duty, at);
    }

    /** Has those who do it here told also of what others have woken, and of what is due by its time. */
    public void watch(DueLook look) {
        look.on(TurnTable.ANY_DUE, () -> listeners.forEach(Runnable::run));
    }

    /** Whoever is at hand to do it is told at once; others are by their {@link DueLook}. */
    void onWake(Runnable listener) {
        listeners.add(listener);
    }

    void noMore(Runnable listener) {
        listeners.remove(listener);
    }
}
