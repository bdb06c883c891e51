package dev.weir.server.rights;

import dev.weir.server.jobs.Cells;
import dev.weir.server.rights.ErasedRowTable.Rows;
import java.util.Map;
import java.util.TreeMap;

/** Empties rows, with all that hangs on them. It joins the caller's transaction. */
final class EmptiedRows {

    private final ErasedRowTable rows;
    private final Cells cells;

    EmptiedRows(ErasedRowTable rows, Cells cells) {
        this.rows = rows;
        this.cells = cells;
    }

    /** Leaves of rows what the books need. Batches are locked first, as by all who change rows. Returns how many, by what. */
    Map<String, Long> empty(long workspaceId, Rows some) {
        cells.wake(rows.unfinished(workspaceId, some).refs());
        Map<String, Long> counts = new TreeMap<>();
        counts.put("answers", (long) rows.answers(workspaceId, some));
        counts.put("records", rows.records(some));
        counts.put("cells", (long) rows.cells(workspaceId, some));
        counts.put("inputs", (long) rows.rows(workspaceId, some));
        counts.put("evidence", (long) rows.evidence(workspaceId, some));
        counts.put("inbox", (long) rows.inbox(workspaceId, some));
        counts.put("progress", rows.progress(some));
        counts.put("signals", rows.signals(some));
        counts.put("tickets", (long) rows.tickets(workspaceId, some));
        return counts;
    }
}
