package dev.weir.bench;

import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import java.net.URI;

/**
 * The JVM that holds the calls: takes a job in, runs it against a sandbox, and says how much memory it ever had. It ends
 * when its parent does.
 *
 * <p>Reads a database, the sandbox's address, calls at once and rows, a line each, from standard input. Writes a line of
 * three numbers: peak KiB, milliseconds from the engine's start to the job's close, and what the invariants found wrong.
 */
final class InFlightProgram {

    static final String RESULT = "held: ";

    private InFlightProgram() {}

    public static void main(String[] args) throws Exception {
        Parent parent = new Parent();
        BenchDatabase database = parent.database();
        URI sandbox = URI.create(parent.line());
        int calls = parent.number();
        int rows = parent.number();
        parent.endWith();
        BenchVendor vendor = BenchVendor.played(sandbox, calls);
        try (Weir weir = BenchJob.weir(database, vendor)) {
            Job job = BenchJob.submit(weir, vendor, 0, rows, BenchJob.NOBODY);
            long from = System.nanoTime();
            long millis;
            try (RunningWeir _ = BenchJob.start(weir, vendor)) {
                BenchJob.await(database, job, rows);
                millis = (System.nanoTime() - from) / 1_000_000;
            }
            long peak = Proc.peakRssKiB();
            BenchJob.requireSettled(weir, job, rows);
            var found = weir.verification().run().findings();
            found.forEach(System.err::println);
            System.out.println(RESULT + peak + " " + millis + " " + found.size());
        }
    }
}
