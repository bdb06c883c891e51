package dev.weir.bench;

import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Locale;

/** Cells of a paused job that wait for late answers, each with a ticket and a submission of its own. */
final class WaitingCells {

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

    private WaitingCells() {}

    /** Pauses the job, which nobody has run yet, and has its first rows wait for {@link LateBenchProvider}. */
    static void of(Weir weir, BenchDatabase database, Job job, int waiting) throws SQLException {
        weir.jobs().pause(job, BenchJob.NOBODY);
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

    /** What the submission of a row is called back by. */
    static String callback(String workspace, int row) {
        return "cb_" + workspace + "_" + token("t" + row);
    }

    /** The ticket of a row. */
    static String ticket(long workspace, int row) {
        return "tk_" + workspace + "_" + token("k" + row);
    }

    private static String token(String of) {
        try {
            byte[] md5 = MessageDigest.getInstance("MD5").digest(of.getBytes(StandardCharsets.UTF_8));
            return String.format(Locale.ROOT, "%032x", new BigInteger(1, md5)).substring(0, 22);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has MD5", missing);
        }
    }
}
