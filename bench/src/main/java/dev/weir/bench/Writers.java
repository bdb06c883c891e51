package dev.weir.bench;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Some threads that write groups, each taking the next one that is left. */
final class Writers {

    /** One connection at work. */
    interface Writer extends AutoCloseable {
        void write(int group) throws Exception;

        @Override
        void close() throws SQLException;
    }

    private Writers() {}

    /**
     * Writes all groups.
     *
     * @return p50 and p99 of the time one group took, in milliseconds
     */
    static double[] run(List<? extends Writer> writers, int groups) throws Exception {
        AtomicInteger next = new AtomicInteger();
        long[] nanos = new long[groups];
        List<Future<Integer>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(writers.size())) {
            for (Writer writer : writers) {
                Callable<Integer> loop = () -> {
                    int written = 0;
                    for (int group = next.getAndIncrement(); group < groups; group = next.getAndIncrement()) {
                        long from = System.nanoTime();
                        writer.write(group);
                        nanos[group] = System.nanoTime() - from;
                        written++;
                    }
                    return written;
                };
                running.add(threads.submit(loop));
            }
            for (Future<Integer> thread : running) {
                finish(thread, next, groups);
            }
        }
        Arrays.sort(nanos);
        return new double[] {nanos[groups / 2] / 1e6, nanos[Math.min(groups - 1, groups * 99 / 100)] / 1e6};
    }

    private static void finish(Future<Integer> thread, AtomicInteger next, int groups) throws Exception {
        try {
            thread.get();
        } catch (ExecutionException e) {
            // The others stop after the group they are at.
            next.set(groups);
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
