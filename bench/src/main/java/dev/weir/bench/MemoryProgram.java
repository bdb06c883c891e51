package dev.weir.bench;

import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import java.util.concurrent.TimeUnit;

/**
 * The JVM that is weighed: takes one large job in, runs it, and says how much memory it ever had. It ends when its
 * parent does.
 *
 * <p>Reads a database and the number of rows, a line each, from standard input. Writes a line of two numbers: peak KiB,
 * rows/s.
 */
final class MemoryProgram {

    /** Marks the line that counts: whatever else the program logs may stand around it. */
    static final String RESULT = "weighed: ";

    private MemoryProgram() {}

    public static void main(String[] args) throws Exception {
        Parent parent = new Parent();
        BenchDatabase database = parent.database();
        int rows = parent.number();
        parent.endWith();
        try (Weir weir = BenchJob.weir(database)) {
            Job job = BenchJob.submit(weir, rows);
            long from = System.nanoTime();
            try (RunningWeir _ = BenchJob.start(weir)) {
                BenchJob.await(database, job, rows);
            }
            BenchJob.requireCompleted(weir, job, rows);
            double seconds = (System.nanoTime() - from) / (double) TimeUnit.SECONDS.toNanos(1);
            System.out.println(RESULT + Proc.peakRssKiB() + " " + Math.round(rows / seconds));
        }
    }
}
