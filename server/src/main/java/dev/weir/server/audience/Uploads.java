package dev.weir.server.audience;

import dev.weir.server.problem.Problem;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Lists that are uploaded, each taken in part by part: what was taken in stays, and sending the list again is harmless. Every
 * verb joins the caller's transaction.
 */
public final class Uploads {

    /** A part takes seconds. Whoever has told nothing for that long is dead. */
    static final Duration SILENCE = Duration.ofMinutes(5);

    private static final String ABANDONED =
            "The server that took it in has ended. What is counted here was kept; send the list again, which changes"
                    + " nothing of that.";

    private final UploadTable table;

    public Uploads(JdbcClient jdbc) {
        this.table = new UploadTable(jdbc);
    }

    /** One more begins. @param by who sends it */
    public long begin(long workspaceId, long sourceId, String name, String by) {
        return table.insert(workspaceId, sourceId, name, by);
    }

    /**
     * A part of it is taken in, in this very transaction.
     *
     * @throws Problem when it was given up meanwhile
     */
    public void taken(long workspaceId, long id, Upload.Counts counts) {
        if (!table.add(workspaceId, id, counts)) {
            throw Problem.conflict(
                    "upload_ended",
                    "Upload " + id + " was given up, since nothing was heard of it for " + SILENCE.toMinutes()
                            + " minutes. Send the list again; what was kept is not changed by that.");
        }
    }

    /** All of it is taken in. */
    public void done(long workspaceId, long id) {
        table.end(workspaceId, id, Upload.State.DONE, null);
    }

    /** It ends early. @param error why, and what to do */
    public void failed(long workspaceId, long id, String error) {
        table.end(workspaceId, id, Upload.State.FAILED, error);
    }

    /** The upload of that number. @throws Problem when there is none */
    public Upload get(long workspaceId, long id) {
        endAbandoned(workspaceId);
        return table.find(workspaceId, id)
                .orElseThrow(() -> Problem.notFound("unknown_upload", "There is no upload " + id + "."));
    }

    /** Some of them, the newest first. @param before only those of smaller numbers @param skip so many are passed over */
    public List<Upload> page(long workspaceId, long before, long skip, int most) {
        endAbandoned(workspaceId);
        return table.page(workspaceId, before, skip, most);
    }

    public long count(long workspaceId) {
        return table.count(workspaceId);
    }

    /** Nobody but who asks can tell the difference, so it is made when somebody asks. */
    private void endAbandoned(long workspaceId) {
        table.endAbandoned(workspaceId, SILENCE, ABANDONED);
    }
}
