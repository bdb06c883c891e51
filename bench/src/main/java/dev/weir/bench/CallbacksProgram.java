package dev.weir.bench;

import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.WeirSettings;
import dev.weir.server.jobs.Job;
import dev.weir.server.rest.RestServer;
import dev.weir.server.rest.RestSettings;
import java.net.URI;

/**
 * The server that is called back: cells wait, and it takes what comes and processes it. It ends when its parent does.
 *
 * <p>Reads a database and how many cells are to wait, a line each, from standard input. Writes the address it listens at, and
 * after one more line has come in the most KiB it ever weighed.
 */
final class CallbacksProgram {

    static final String LISTENS = "listens: ";
    static final String WEIGHED = "weighed: ";

    private CallbacksProgram() {}

    public static void main(String[] args) throws Exception {
        Parent parent = new Parent();
        BenchDatabase database = parent.database();
        int waiting = parent.number();
        BenchVendor vendor = new BenchVendor(
                new LateBenchProvider(), URI.create("http://127.0.0.1:1"), 64, WeirSettings.defaults("bench"));
        try (Weir weir = BenchJob.weir(database, vendor)) {
            Job job = BenchJob.submit(weir, vendor, 0, waiting, BenchJob.NOBODY);
            // It is paused: what is measured is taking and processing, not running rows.
            WaitingCells.of(weir, database, job, waiting);
            database.settle();
            try (RunningWeir running = BenchJob.start(weir, vendor);
                    RestServer server = RestServer.start(RestSettings.local("bench"), weir, running)) {
                System.out.println(LISTENS + job.workspaceId() + " " + server.base());
                parent.line();
                System.out.println(WEIGHED + Proc.peakRssKiB());
            }
        }
    }
}
