package dev.weir.server.enrichment;

import dev.weir.server.catalog.Catalog;
import dev.weir.server.credits.Ledger;
import dev.weir.server.egress.Egress;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.jobs.Cells;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.jobs.engine.Batches;
import dev.weir.server.jobs.engine.Engine;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.storage.EarlierResults;
import dev.weir.server.suppression.Suppressions;
import dev.weir.server.tickets.Submissions;
import dev.weir.server.tickets.Tickets;
import dev.weir.server.workspace.DatabaseTime;
import dev.weir.server.workspace.Transactions;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Asks, judges and settles, batch by batch. Holds the node's journal; close it after the engine. */
public final class Enrichment implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Enrichment.class);

    /** Journal flushes at once. */
    private static final int LANES = 2;
    /** Rows of one flush at most. */
    private static final int FLUSH_ENTRIES = 2_000;
    /** Rows at work in memory at once, those that wait for a vendor not counted. */
    private static final int WORKING_ROWS = 2_000;

    private final Jobs jobs;
    private final Traces traces;
    private final Journal journal;
    private final Gatherings gatherings;
    private final SuppressionDesk suppression;
    private final EarlierDesk earlierResults;
    private final AnswerDesk answers;
    private final Supplier<Instant> clock;
    private final LateStarter late;
    private final Runner runner;

    /** Starts whoever sees to answers that come later, over what this was made with. */
    @FunctionalInterface
    private interface LateStarter {
        LateAnswers start(Engine engine, Supplier<Collection<Long>> workspaces, @Nullable URI publicUrl);
    }

    public Enrichment(
            JdbcClient jdbc,
            Transactions transactions,
            Ledger ledger,
            Jobs jobs,
            Catalog catalog,
            Tickets tickets,
            Suppressions suppressions,
            Egress egress,
            AccessBook accessBook,
            EnrichmentSettings settings,
            Traces traces,
            Failpoint failpoint) {
        this.jobs = jobs;
        this.traces = traces;
        Cells cells = jobs.cells();
        Promises promises = new Promises();
        Flush flush = new Flush(
                jdbc, transactions, cells, ledger, promises, new LateEvidence(jdbc, cells), tickets, failpoint);
        this.gatherings = new Gatherings(settings.linger(), System::nanoTime);
        this.clock = new DatabaseClock(new DatabaseTime(jdbc), System::nanoTime);
        this.suppression = new SuppressionDesk(suppressions, transactions, System::nanoTime);
        this.earlierResults = new EarlierDesk(new EarlierResults(jdbc), transactions);
        this.answers = new AnswerDesk(jdbc, transactions);
        this.journal = new Journal(flush, LANES, FLUSH_ENTRIES);
        RunParts parts = new RunParts(
                journal,
                promises,
                new Flights(),
                new WorkingRows(WORKING_ROWS),
                egress,
                accessBook,
                catalog,
                tickets,
                gatherings,
                suppression,
                earlierResults,
                answers,
                settings,
                clock,
                traces,
                failpoint);
        this.late = (engine, workspaces, publicUrl) -> LateAnswers.start(
                new LateParts(
                        transactions,
                        tickets,
                        new Submissions(jdbc),
                        suppression,
                        ledger,
                        new LateCosts(jdbc, ledger),
                        catalog,
                        jobs,
                        new ConcurrentHashMap<>(),
                        egress,
                        accessBook,
                        settings,
                        publicUrl,
                        engine,
                        workspaces,
                        clock,
                        failpoint),
                gatherings);
        this.runner = new Runner(
                parts,
                new JobRuns(jobs, ledger, transactions),
                jdbc,
                transactions,
                cells,
                new RowRoom(jdbc, ledger, jobs));
    }

    /** What an engine runs. */
    public Batches batches() {
        return runner;
    }

    /** Tells whoever watches that the job of that lease has closed. */
    public void closed(Lease lease) {
        try {
            Job job = jobs.get(lease.workspaceId(), lease.jobId());
            traces.closed(job, jobs.progress(job));
        } catch (RuntimeException e) {
            // The job is closed all the same.
            LOG.debug("the trace of job {} lacks its end", lease.jobId(), e);
        }
    }

    /** Starts whoever sees to answers that come later. Close it before this. */
    public LateAnswers late(Engine engine, Supplier<Collection<Long>> workspaces, @Nullable URI publicUrl) {
        return late.start(engine, workspaces, publicUrl);
    }

    /** What the journal has written. */
    public JournalCounts journal() {
        return journal.counts();
    }

    @Override
    public void close() {
        journal.close();
        suppression.close();
        earlierResults.close();
        answers.close();
    }
}
