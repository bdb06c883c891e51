package dev.weir.server.storage;

import dev.weir.server.jobs.Results;
import dev.weir.server.workspace.DueLook;
import dev.weir.server.workspace.Transactions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Notes results in the transaction that settles their cells: there is one for every cell that became final, and none for
 * one that did not.
 *
 * <p>One statement for all cells of a transaction. Where it goes is not asked here: that is decided at delivery.
 */
public final class Outbox implements Results {

    private final Transactions transactions;
    private final ResultTable results;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    public Outbox(JdbcClient jdbc, Transactions transactions) {
        this.transactions = transactions;
        this.results = new ResultTable(jdbc);
    }

    /** Has those who deliver here told also of what others have noted, and of what is to be tried again. */
    public void watch(DueLook look) {
        look.on(ResultTable.ANY_DUE, () -> listeners.forEach(Runnable::run));
    }

    /** Whoever is at hand to deliver is told at once; others are by their {@link DueLook}. */
    void onResult(Runnable listener) {
        listeners.add(listener);
    }

    void noMore(Runnable listener) {
        listeners.remove(listener);
    }

    @Override
    public void note(List<Result> ended) {
        results.insert(ended);
        tell();
    }

    /** Results are there once the running transaction is committed. */
    void tell() {
        if (!listeners.isEmpty()) {
            transactions.afterCommit(() -> listeners.forEach(Runnable::run));
        }
    }
}
