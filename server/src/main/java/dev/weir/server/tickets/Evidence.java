package dev.weir.server.tickets;

import dev.weir.provider.Reply;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Replies that nobody who could settle them was there to hear: their owners had lost their lease, or they came hours after
 * they were asked for. Every verb joins the caller's transaction.
 */
public final class Evidence {

    /**
     * A reply to an asking, to be filed.
     *
     * @param tries sends that it took
     * @param possible what those before the last may have cost at the vendor, in 1/1000 of its unit
     */
    public record Reported(
            long jobId, int rowIndex, int step, int place, int attempt, int tries, long possible, Reply reply) {}

    /** The youngest reply filed for an asking, as {@link Reported}. */
    public record Filed(int rowIndex, int step, int place, int attempt, int tries, long possible, Reply reply) {}

    private final EvidenceTable table;

    public Evidence(JdbcClient jdbc) {
        this.table = new EvidenceTable(jdbc);
    }

    /** Whether a reply says anything of what became of the call: not that it was not sent, or its answer lost. */
    public static boolean proves(Reply reply) {
        return switch (reply) {
            case Reply.Found _,
                    Reply.NotFound _,
                    Reply.Blocked _,
                    Reply.BadAnswer _,
                    Reply.InvalidInput _,
                    Reply.Trouble _ -> true;
            case Reply.Throttled _,
                    Reply.OutOfCredits _,
                    Reply.AuthFailed _,
                    Reply.Again _,
                    Reply.NotSent _,
                    Reply.Lost _ -> false;
        };
    }

    /** Files replies, for whoever runs their rows next. */
    public void file(long workspaceId, List<Reported> replies) {
        if (!replies.isEmpty()) {
            table.insert(workspaceId, replies);
        }
    }

    /** What is filed for these rows: of each asking the youngest. */
    public List<Filed> ofRows(long workspaceId, long jobId, Collection<Integer> rows) {
        return table.ofRows(workspaceId, jobId, rows);
    }

    /** Whether anything is filed for that asking. */
    public boolean exists(long workspaceId, long jobId, int rowIndex, int step, int place) {
        return table.exists(workspaceId, jobId, rowIndex, step, place);
    }

    /** Of these rows those with a call in doubt whose reply has been filed. */
    public List<Integer> doubtsWithEvidence(long workspaceId, long jobId, Collection<Integer> rows) {
        return table.doubtsWithEvidence(workspaceId, jobId, rows);
    }
}
