package dev.weir.server.enrichment;

import dev.weir.server.catalog.Catalog;
import dev.weir.server.credits.Ledger;
import dev.weir.server.egress.Egress;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.jobs.Cells;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.jobs.engine.Batches;
import dev.weir.server.workspace.Transactions;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Asks, judges and settles, batch by batch. Holds the node's journal; close it after the engine. */
public final class Enrichment implements AutoCloseable {

    private final Journal journal;
    private final Runner runner;

    public Enrichment(
            JdbcClient jdbc,
            Transactions transactions,
            Ledger ledger,
            Jobs jobs,
            Catalog catalog,
            Egress egress,
            AccessBook accessBook,
            EnrichmentSettings settings,
            Failpoint failpoint) {
        Cells cells = jobs.cells();
        Promises promises = new Promises();
        Flush flush = new Flush(jdbc, transactions, cells, ledger, promises, new LateEvidence(jdbc, cells), failpoint);
        this.journal = new Journal(flush, settings.lanes(), settings.flushEntries());
        RunParts parts = new RunParts(
                journal,
                promises,
                new Flights(),
                new WorkingRows(settings.workingRows()),
                egress,
                accessBook,
                catalog,
                settings,
                new DatabaseClock(jdbc, System::nanoTime),
                failpoint);
        this.runner = new Runner(parts, new JobRuns(jobs, ledger, transactions), jdbc, transactions, cells);
    }

    /** What an engine runs. */
    public Batches batches() {
        return runner;
    }

    /** What the journal has written. */
    public JournalCounts journal() {
        return journal.counts();
    }

    @Override
    public void close() {
        journal.close();
    }
}
