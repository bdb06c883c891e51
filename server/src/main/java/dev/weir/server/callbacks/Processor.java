package dev.weir.server.callbacks;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.tickets.Submissions;
import dev.weir.server.tickets.Tickets;
import dev.weir.server.workspace.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Works off what has come in: at once what this node was told of, and what any node has left, by a look now and then. What
 * a group of rows comes to and that they are done is one transaction; a row that cannot be processed is tried again later,
 * alone, and given up after some tries.
 */
final class Processor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Processor.class);

    /** Given up: said in the row, and shown. */
    static final String UNREADABLE = "unreadable";

    private static final long TOGETHER_BYTES = 16L << 20;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    // What comes meanwhile wakes its batches together.
    private static final long REST_NANOS = Duration.ofMillis(100).toNanos();

    private final Transactions transactions;
    private final InboxTable inbox;
    private final Reader reader;
    private final Supplier<Collection<Long>> workspaces;
    private final LongConsumer goesOn;
    private final CallbackSettings settings;
    private final Due due = new Due();
    private final AtomicLong sweptAt = new AtomicLong(System.nanoTime());
    private final AtomicBoolean told = new AtomicBoolean();
    private final AtomicLong processed = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong lagMillis = new AtomicLong();
    private final AnswerCounts answers = new AnswerCounts();
    private final List<Thread> threads = new ArrayList<>();

    /** @param goesOn told, after the commit, of jobs whose rows can go on */
    Processor(
            JdbcClient jdbc,
            Transactions transactions,
            Catalog catalog,
            Tickets tickets,
            Submissions submissions,
            Supplier<Collection<Long>> workspaces,
            LongConsumer goesOn,
            CallbackSettings settings) {
        this.transactions = transactions;
        this.inbox = new InboxTable(jdbc);
        this.reader = new Reader(catalog, tickets, submissions);
        this.workspaces = workspaces;
        this.goesOn = goesOn;
        this.settings = settings;
    }

    void start() {
        for (int i = 0; i < settings.workers(); i++) {
            threads.add(
                    Thread.ofPlatform().name("callbacks-worker-" + i).daemon().start(this::run));
        }
    }

    void news(Set<Long> workspaceIds) {
        workspaceIds.forEach(due::came);
    }

    /** Something has come in that this node may not have been told of. */
    void look() {
        told.set(true);
        due.look();
    }

    CallbackCounts counts() {
        return new CallbackCounts(processed.get(), failed.get(), Duration.ofMillis(lagMillis.get()), answers.all());
    }

    private void run() {
        while (!due.isClosed()) {
            try {
                sweep();
                Optional<Long> workspace = due.take(settings.sweep().toNanos());
                workspace.ifPresent(this::process);
            } catch (RuntimeException e) {
                LOG.warn("what has come in could not be processed, trying again: {}", e.getMessage());
            }
        }
    }

    /** Of several workers one looks. */
    private void sweep() {
        long last = sweptAt.get();
        long now = System.nanoTime();
        boolean wanted = told.getAndSet(false) || now - last >= settings.sweep().toNanos();
        if (!wanted || !sweptAt.compareAndSet(last, now)) {
            return;
        }
        Collection<Long> all = workspaces.get();
        if (!all.isEmpty()) {
            transactions.in(all, () -> inbox.open(all)).forEach(due::came);
        }
    }

    private void process(long workspaceId) {
        boolean full = true;
        while (full && !due.isClosed()) {
            full = group(workspaceId);
        }
        due.rest(workspaceId, REST_NANOS);
    }

    /** Returns whether there may be more. */
    private boolean group(long workspaceId) {
        List<Long> tried = new ArrayList<>();
        try {
            return transactions.in(workspaceId, () -> {
                List<InboxTable.Claimed> claimed = inbox.claim(workspaceId, settings.together());
                List<Long> some = bounded(claimed);
                tried.clear();
                tried.addAll(some);
                work(workspaceId, some);
                return claimed.size() == settings.together() || some.size() < claimed.size();
            });
        } catch (RuntimeException one) {
            if (tried.isEmpty()) {
                throw one;
            }
            LOG.debug("{} rows that have come in are processed one by one", tried.size(), one);
            tried.forEach(id -> alone(workspaceId, id));
            return true;
        }
    }

    /** So many of them that their bodies fit in memory together. */
    private static List<Long> bounded(List<InboxTable.Claimed> claimed) {
        List<Long> some = new ArrayList<>();
        long bytes = 0;
        for (InboxTable.Claimed one : claimed) {
            bytes += one.bytes();
            if (!some.isEmpty() && bytes > TOGETHER_BYTES) {
                break;
            }
            some.add(one.id());
        }
        return some;
    }

    private void work(long workspaceId, List<Long> ids) {
        if (ids.isEmpty()) {
            return;
        }
        Reader.Done done = reader.read(workspaceId, inbox.of(workspaceId, ids));
        InboxTable.Processed now = inbox.processed(workspaceId, done.effects());
        inbox.empty(workspaceId, done.erased());
        transactions.afterCommit(() -> {
            processed.addAndGet(done.effects().size());
            lagMillis.addAndGet(now.lagMillis());
            answers.add(done.answers(), now.at());
            done.answers().stream()
                    .map(effect -> effect.ticket().jobId())
                    .distinct()
                    .forEach(goesOn::accept);
        });
    }

    private void alone(long workspaceId, long id) {
        try {
            transactions.in(workspaceId, () -> {
                work(
                        workspaceId,
                        inbox.claimOne(workspaceId, id).stream()
                                .map(InboxTable.Claimed::id)
                                .toList());
                return id;
            });
        } catch (RuntimeException | StackOverflowError broken) {
            failed.incrementAndGet();
            LOG.warn("row {} of the inbox could not be processed: {}", id, String.valueOf(broken));
            transactions.in(workspaceId, () -> {
                if (inbox.failed(workspaceId, id, PAUSE) >= settings.tries()) {
                    inbox.processed(workspaceId, Map.of(id, UNREADABLE));
                }
                return id;
            });
        }
    }

    @Override
    public void close() {
        due.close();
        for (Thread thread : threads) {
            Uninterruptibles.joinUninterruptibly(thread);
        }
    }
}
