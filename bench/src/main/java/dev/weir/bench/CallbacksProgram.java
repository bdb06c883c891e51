package dev.weir.bench;

import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.WeirSettings;
import dev.weir.server.jobs.Job;
import dev.weir.server.rest.RestServer;
import dev.weir.server.rest.RestSettings;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * The server that is called back: cells wait, and it takes what comes and processes it. It ends when its parent does.
 *
 * <p>Reads a database and how many cells are to wait, a line each, from standard input. Writes the address it listens at, and
 * after one more line has come in the most KiB it ever weighed.
 */
final class CallbacksProgram {

    static final String LISTENS = "listens: ";
    static final String WEIGHED = "weighed: ";

    // The job is paused: what is measured is taking and processing, not running rows.
    private static final String SUBMISSIONS = """
            INSERT INTO weir.submission (workspace_id, provider, operation, token_hash, items, state, deadline, created_at,
                                         sent_at)
            SELECT ?, ?, 'find', sha256(convert_to('cb_' || ? || '_' || left(md5('t' || n), 22), 'UTF8')), 1, 1,
                   weir.now() + interval '1 day', weir.now(), weir.now()
            FROM generate_series(0, ? - 1) AS n ORDER BY n
            """;
    private static final String TICKETS = """
            INSERT INTO weir.ticket (workspace_id, job_id, row_idx, step, place, kind, key, provider, operation, ask,
                                     submission_id, state, due_at, deadline, created_at, sent_at)
            SELECT ?, ?, n, 0, 0, 1, 'tk_' || ? || '_' || left(md5('k' || n), 22), ?, 'find',
                   '{"inputs":"{\\"company.domain\\":\\"a.example\\"}","wanted":["person.work_email"],"key":"k"}',
                   (SELECT min(id) FROM weir.submission) + n, 1, weir.now(), weir.now() + interval '1 day', weir.now(),
                   weir.now()
            FROM generate_series(0, ? - 1) AS n ORDER BY n
            """;

    private CallbacksProgram() {}

    public static void main(String[] args) throws Exception {
        Parent parent = new Parent();
        BenchDatabase database = parent.database();
        int waiting = parent.number();
        BenchVendor vendor = new BenchVendor(
                new LateBenchProvider(), URI.create("http://127.0.0.1:1"), 64, WeirSettings.defaults("bench"));
        try (Weir weir = BenchJob.weir(database, vendor)) {
            Job job = BenchJob.submit(weir, vendor, 0, waiting, BenchJob.NOBODY);
            weir.jobs().pause(job, BenchJob.NOBODY);
            fill(database, job, waiting);
            database.settle();
            try (RunningWeir running = BenchJob.start(weir, vendor);
                    RestServer server = RestServer.start(RestSettings.local("bench"), weir, running)) {
                System.out.println(LISTENS + job.workspaceId() + " " + server.base());
                parent.line();
                System.out.println(WEIGHED + Proc.peakRssKiB());
            }
        }
    }

    private static void fill(BenchDatabase database, Job job, int waiting) throws SQLException {
        try (Connection connection = database.owner()) {
            try (PreparedStatement submissions = connection.prepareStatement(SUBMISSIONS)) {
                submissions.setLong(1, job.workspaceId());
                submissions.setString(2, LateBenchProvider.SLUG);
                submissions.setLong(3, job.workspaceId());
                submissions.setInt(4, waiting);
                submissions.executeUpdate();
            }
            try (PreparedStatement tickets = connection.prepareStatement(TICKETS)) {
                tickets.setLong(1, job.workspaceId());
                tickets.setLong(2, job.id());
                tickets.setLong(3, job.workspaceId());
                tickets.setString(4, LateBenchProvider.SLUG);
                tickets.setInt(5, waiting);
                tickets.executeUpdate();
            }
        }
    }
}
