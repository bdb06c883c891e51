package dev.weir.server.enrichment;

import dev.weir.server.jobs.Cells;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.tickets.Evidence;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keeps paid answers that come when their lease is lost, and has the cells they belong to looked at again. */
final class LateEvidence {

    private final Evidence evidence;
    private final Cells cells;

    LateEvidence(JdbcClient jdbc, Cells cells) {
        this.evidence = new Evidence(jdbc);
        this.cells = cells;
    }

    /** Files the reply of a fenced entry, in the transaction that fenced it, and makes its batch due. */
    void file(Entry entry) {
        Entry.Answer answer = entry.answer;
        if (answer == null) {
            return;
        }
        Lease lease = entry.lease;
        if (Evidence.proves(answer.reply())) {
            evidence.file(
                    lease.workspaceId(),
                    List.of(new Evidence.Reported(
                            lease.jobId(),
                            answer.rowIndex(),
                            answer.step(),
                            answer.place(),
                            answer.attempt(),
                            answer.tries(),
                            answer.possible(),
                            answer.reply())));
            cells.evidenceCame(lease.workspaceId(), lease.jobId(), answer.rowIndex());
        }
    }
}
