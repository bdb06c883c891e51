package dev.weir.server.rights;

import dev.weir.server.storage.DestinationErasure;
import dev.weir.server.workspace.DueLook;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries erasures out for as long as it is open, step by step. Any number of nodes may. */
public final class Erasing implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Erasing.class);

    /** How often it looks by itself; it is told of what is due. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    /** How often it looks for what comes late for rows that were erased. */
    private static final Duration WATCH = Duration.ofSeconds(10);

    private final Eraser eraser;
    private final DestinationErasure elsewhere;
    private final Supplier<Collection<Long>> workspaces;
    private final Semaphore news = new Semaphore(0);
    private final Semaphore newsElsewhere = new Semaphore(0);
    private final Thread thread;

    /** Tables elsewhere may take their time, and nobody's rows here wait for them. */
    private final Thread away;

    private volatile boolean closed;
    private volatile long watchedAt;

    private Erasing(Eraser eraser, DestinationErasure elsewhere, Supplier<Collection<Long>> workspaces) {
        this.eraser = eraser;
        this.elsewhere = elsewhere;
        this.workspaces = workspaces;
        this.watchedAt = System.nanoTime();
        this.thread = Thread.ofPlatform().name("erasing").daemon().unstarted(() -> run(news, this::look));
        this.away = Thread.ofPlatform()
                .name("erasing-elsewhere")
                .daemon()
                .unstarted(() -> run(newsElsewhere, this::lookElsewhere));
    }

    /** @param workspaces all that there are, asked each time */
    public static Erasing start(Eraser eraser, DestinationErasure elsewhere, Supplier<Collection<Long>> workspaces) {
        Erasing erasing = new Erasing(eraser, elsewhere, workspaces);
        erasing.thread.start();
        erasing.away.start();
        return erasing;
    }

    /** Has it told of what others have ordered, and of what is due by its time. */
    public void watch(DueLook look) {
        look.on(ErasureTable.ANY_DUE, () -> {
            news.release();
            newsElsewhere.release();
        });
        look.on(ErasedRowTable.ANY_WATCHED, () -> {
            if (isToWatch()) {
                news.release();
            }
        });
    }

    private boolean isToWatch() {
        return System.nanoTime() - watchedAt > WATCH.toNanos();
    }

    /** There is an order: it is begun at once. */
    public void news() {
        news.release();
    }

    private void run(Semaphore told, Runnable look) {
        try {
            while (!closed) {
                attempt(look);
                if (told.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    told.drainPermits();
                }
            }
        } catch (InterruptedException _) {
            // Nobody interrupts it but the end of the program.
        }
    }

    /** What fails for one workspace is no other's matter. */
    private static void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            // Who is being erased stands in no sentence.
            LOG.warn(
                    "an erasure does not go on just now, trying again: {}",
                    e.getClass().getName());
        }
    }

    private void look() {
        boolean watches = isToWatch();
        for (long workspace : workspaces.get()) {
            attempt(() -> {
                boolean any = false;
                while (!closed && eraser.step(workspace)) {
                    any = true;
                }
                if (any) {
                    newsElsewhere.release();
                }
            });
            if (watches && !closed) {
                attempt(() -> eraser.watch(workspace));
            }
        }
        if (watches) {
            watchedAt = System.nanoTime();
        }
    }

    /** A step of each by turns, as long as there are any. */
    private void lookElsewhere() {
        AtomicBoolean more = new AtomicBoolean(true);
        while (!closed && more.getAndSet(false)) {
            for (long workspace : workspaces.get()) {
                attempt(() -> {
                    if (!closed && eraser.stepElsewhere(workspace, elsewhere::erase)) {
                        more.set(true);
                    }
                });
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        news.release();
        newsElsewhere.release();
        try {
            thread.join();
            away.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
