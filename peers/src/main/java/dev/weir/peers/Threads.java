package dev.weir.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** A loop over rows, in several threads. */
final class Threads {

    private Threads() {}

    /** One thread's part, over the rows that it takes until there are none. */
    interface Part {
        void run(Taken rows) throws Exception;
    }

    /** Where the threads take rows from. */
    static final class Taken {
        private final AtomicInteger next = new AtomicInteger();
        private final int rows;

        private Taken(int rows) {
            this.rows = rows;
        }

        /** The next row, or −1 if there is none. */
        int next() {
            int row = next.getAndIncrement();
            return row < rows ? row : -1;
        }
    }

    /** Returns when all have ended. @throws IllegalStateException when one has failed */
    static void overRows(int threads, int rows, Part part) throws InterruptedException {
        Taken taken = new Taken(rows);
        List<Future<?>> parts = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < threads; i++) {
                parts.add(executor.submit(() -> {
                    part.run(taken);
                    return null;
                }));
            }
            for (Future<?> ended : parts) {
                ended.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a loop over rows failed", e.getCause());
        }
    }
}
