package dev.weir.bench;

import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * The JVM that is weighed: takes one large job in, runs it, and says how much memory it ever had. It ends when its
 * parent does.
 *
 * <p>Reads one line each from standard input: JDBC URL, owner, owner's password, the program's password, database, rows.
 * Writes a line of two numbers: peak KiB, rows/s.
 */
final class MemoryProgram {

    /** Marks the line that counts: whatever else the program logs may stand around it. */
    static final String RESULT = "weighed: ";

    private MemoryProgram() {}

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Target target = new Target(line(in), line(in), line(in), line(in));
        String name = line(in);
        int rows = Integer.parseInt(line(in));
        Thread.ofPlatform().daemon().start(() -> endWithParent(in));
        BenchDatabase database = new BenchDatabase(target, name);
        try (Weir weir = BenchJob.weir(database)) {
            Job job = BenchJob.submit(weir, rows);
            long from = System.nanoTime();
            try (Weir.Running _ = BenchJob.start(weir)) {
                BenchJob.await(database, job, rows);
            }
            BenchJob.requireCompleted(weir, job, rows);
            double seconds = (System.nanoTime() - from) / (double) TimeUnit.SECONDS.toNanos(1);
            System.out.println(RESULT + Proc.peakRssKiB() + " " + Math.round(rows / seconds));
        }
    }

    private static String line(BufferedReader in) throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("six lines are expected");
        }
        return line;
    }

    private static void endWithParent(BufferedReader in) {
        try {
            while (in.read() >= 0) {}
        } catch (IOException gone) {
            // As good as the end of the stream.
        }
        Runtime.getRuntime().halt(1);
    }
}
