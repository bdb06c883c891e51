package dev.weir.server.workspace;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Looks once a second, for all rooms of a node in one transaction, whether anything is due, and tells those rooms for which
 * something is. So a server that has nothing to do asks its database one question, and not one for every room.
 *
 * <p>Whoever is told looks for itself what there is, and is told again a second later as long as there is something. While
 * the database is away nobody is told; looking goes on.
 */
public final class DueLook implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DueLook.class);

    /** The longest it takes to notice what has become due. */
    public static final Duration EVERY = Duration.ofSeconds(1);

    private record Watch(String question, Runnable news) {}

    private final Transactions transactions;
    private final DueTable table;
    private final List<Watch> watches = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("due-look").daemon().unstarted(this::work);

    public DueLook(JdbcClient jdbc, Transactions transactions) {
        this.transactions = transactions;
        this.table = new DueTable(jdbc);
    }

    /**
     * Has somebody told, from the next look on.
     *
     * @param question a statement without parameters that says in one boolean whether something is due. It sees the rows of
     *     all workspaces, is asked every second, and must be quick also where much is waiting
     * @param news called when it says so; returns at once
     */
    public void on(String question, Runnable news) {
        watches.add(new Watch(question, news));
    }

    /** Begins to look. */
    public void start() {
        thread.start();
    }

    private void work() {
        while (!rest()) {
            try {
                look();
            } catch (RuntimeException e) {
                LOG.warn("could not look for what is due, trying again: {}", e.getMessage());
            }
        }
    }

    private void look() {
        List<Watch> asked = List.copyOf(watches);
        if (asked.isEmpty()) {
            return;
        }
        Boolean[] due = transactions.inNone(
                () -> table.due(asked.stream().map(Watch::question).toList()));
        for (int i = 0; i < due.length; i++) {
            if (due[i]) {
                asked.get(i).news().run();
            }
        }
    }

    /** Returns whether it is to end. */
    private boolean rest() {
        return Uninterruptibles.awaitUninterruptibly(closing, EVERY);
    }

    @Override
    public void close() {
        closing.countDown();
        Uninterruptibles.joinUninterruptibly(thread);
    }
}
