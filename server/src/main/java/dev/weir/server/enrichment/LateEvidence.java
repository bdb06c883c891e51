package dev.weir.server.enrichment;

import dev.weir.server.jobs.Cells;
import dev.weir.server.jobs.engine.Lease;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keeps paid answers that come when their lease is lost, and has the cells they belong to looked at again. */
final class LateEvidence {

    private final EvidenceTable table;
    private final Cells cells;

    LateEvidence(JdbcClient jdbc, Cells cells) {
        this.table = new EvidenceTable(jdbc);
        this.cells = cells;
    }

    /** Files the reply of a fenced entry, in the transaction that fenced it, and makes its batch due. */
    void file(Entry entry) {
        Entry.Answer answer = entry.answer;
        if (answer == null) {
            return;
        }
        Lease lease = entry.lease;
        ReplyJson.write(answer.reply()).ifPresent(json -> {
            table.insert(lease.workspaceId(), lease.jobId(), answer, json);
            cells.evidenceCame(lease.workspaceId(), lease.jobId(), answer.rowIndex());
        });
    }
}
