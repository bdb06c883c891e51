package dev.weir.server.insight;

import dev.weir.server.catalog.Catalog;
import dev.weir.server.enrichment.Memory;
import dev.weir.server.enrichment.Recordings;
import dev.weir.server.enrichment.Statistics;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.jobs.StoredRows;
import dev.weir.server.workspace.Transactions;
import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The room, put together. Nothing in it writes, and nothing in it calls a provider. */
public final class Insight {

    private final Figures figures;
    private final WhatIf whatIf;
    private final Advisor advisor;
    private final Explanations explanations;
    private final EnrichmentRecords records;
    private final Timelines timelines;
    private final Quotes quotes;
    private final Spending spending;
    private final Audiences audiences;
    private final Jobs jobs;
    private final Statistics statistics;
    private final LoadTable load;
    private final Transactions transactions;

    public Insight(JdbcClient jdbc, Transactions transactions, Catalog catalog, Jobs jobs) {
        StoredRows rows = new StoredRows(jdbc, transactions);
        Recordings recordings = new Recordings(jdbc, transactions);
        Replays replays = new Replays(rows, recordings);
        this.figures = new Figures(jdbc, transactions);
        this.whatIf = new WhatIf(catalog, jobs, figures, replays);
        this.advisor = new Advisor(catalog, jobs, figures, replays);
        this.explanations = new Explanations(jobs, rows, recordings);
        this.records = new EnrichmentRecords(jobs, rows, recordings);
        this.timelines = new Timelines(transactions, jobs, new TimelineTable(jdbc));
        this.spending = new Spending(jdbc, transactions);
        this.audiences = new Audiences(jdbc, transactions);
        this.jobs = jobs;
        this.load = new LoadTable(jdbc);
        this.transactions = transactions;
        this.statistics = new Statistics(jdbc, transactions);
        this.quotes = new Quotes(jobs, statistics, new Memory(jdbc, transactions));
    }

    /** What is on the way, in these workspaces where it is theirs, else in all. */
    public Load load(Collection<Long> workspaces) {
        return transactions.in(
                workspaces,
                () -> new Load(
                        load.openJobs(),
                        load.batchesDue(),
                        load.batchesLeased(),
                        load.intents(false),
                        load.intents(true),
                        load.waiting(),
                        load.longestWait(),
                        load.backlog()));
    }

    public Figures figures() {
        return figures;
    }

    public WhatIf whatIf() {
        return whatIf;
    }

    public Advisor advisor() {
        return advisor;
    }

    public Explanations explanations() {
        return explanations;
    }

    public EnrichmentRecords records() {
        return records;
    }

    public Timelines timelines() {
        return timelines;
    }

    public Spending spending() {
        return spending;
    }

    public Audiences audiences() {
        return audiences;
    }

    public Quotes quotes() {
        return quotes;
    }

    /** A count of that job for somebody who watches it; it has counted nothing yet. */
    public Tally tally(Job job) {
        return new Tally(jobs, statistics, job);
    }
}
