package dev.weir.server.workspace;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.weir.server.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets many who want a little of the database each share one transaction: who comes while one is under way is in the next.
 *
 * @param <Q> what each wants
 * @param <A> what each gets
 */
public final class Gathered<Q, A> implements AutoCloseable {

    private static final int MOST_WAITING = 20_000;

    /** @param question null where the queue ends */
    private record Waiting<Q, A>(@Nullable Q question, CompletableFuture<A> answer) {}

    private final BlockingQueue<Waiting<Q, A>> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final int together;
    private final Function<List<Q>, List<A>> work;
    private final List<Thread> lanes = new ArrayList<>();
    private volatile boolean closed;

    /**
     * @param lanes transactions at once: while one is committed the next is filled
     * @param together the most that one carries
     * @param work gives an answer for each question, in their order
     */
    public Gathered(String name, int lanes, int together, Function<List<Q>, List<A>> work) {
        this.together = together;
        this.work = work;
        for (int i = 0; i < lanes; i++) {
            this.lanes.add(Thread.ofPlatform().name(name + "-" + i).daemon().start(this::run));
        }
    }

    /** Waits for the answer. @throws Problem of kind UNAVAILABLE when too many wait; else what the work threw */
    public A ask(Q question) {
        Waiting<Q, A> waiting = new Waiting<>(question, new CompletableFuture<>());
        if (closed || !queue.offer(waiting)) {
            throw busy();
        }
        if (closed && queue.remove(waiting)) {
            // It may have come behind the end.
            throw busy();
        }
        try {
            return waiting.answer().join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }

    private static Problem busy() {
        return new Problem(
                Problem.Kind.UNAVAILABLE,
                "too_busy",
                "More comes in than this server takes at once. Send it again in a moment.");
    }

    private void run() {
        List<Waiting<Q, A>> some = new ArrayList<>();
        boolean over = false;
        while (!over) {
            try {
                some.add(queue.take());
                queue.drainTo(some, together - 1);
                over = some.removeIf(one -> one.question() == null);
                answer(some);
                some.clear();
            } catch (InterruptedException _) {
                // Nobody interrupts this loop; it ends when it is closed.
            }
        }
        end();
    }

    /** The lane that meets it ends, and leaves it to the next one. */
    private void end() {
        while (!queue.offer(new Waiting<>(null, new CompletableFuture<>()))) {
            Thread.onSpinWait();
        }
    }

    private void answer(List<Waiting<Q, A>> some) {
        if (some.isEmpty()) {
            return;
        }
        try {
            List<A> answers = work.apply(some.stream()
                    .map(Waiting::question)
                    .map(Objects::requireNonNull)
                    .toList());
            for (int i = 0; i < some.size(); i++) {
                some.get(i).answer().complete(answers.get(i));
            }
        } catch (RuntimeException | Error failed) {
            some.forEach(one -> one.answer().completeExceptionally(failed));
        }
    }

    /** Answers who waits, and takes nobody any more. */
    @Override
    public void close() {
        closed = true;
        end();
        for (Thread lane : lanes) {
            Uninterruptibles.joinUninterruptibly(lane);
        }
    }
}
