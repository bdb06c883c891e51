package dev.weir.bench;

import java.util.List;

/** What Weir is to reach, line by line, and what else is measured; see {@code docs/performance/}. */
final class BenchTable {

    /** Whose lines are one for each contender, with a goal of its own. */
    static final String PEERS = "peers";

    /** The goals. */
    static final List<BenchRow> GOALS = List.of(
            new BenchRow(
                    "engine alone",
                    "rows/s with an instant provider ÷ the same tables and bytes written set-based without the engine",
                    "engine",
                    "engineOverFloor",
                    Goal.atLeast(0.5),
                    "%.2f"),
            new BenchRow(
                    "over loopback HTTP",
                    "rows/s ÷ a bare loop of the same HTTP client with as many calls in flight and no persistence",
                    "http",
                    "httpOverBare",
                    Goal.atLeast(0.5),
                    "%.2f"),
            new BenchRow(
                    "submit",
                    "rows/s until 1,000,000 rows are durable and claimable ÷ bare set-based insertion of them",
                    "engine",
                    "ingestOverFloor",
                    Goal.atLeast(0.6),
                    "%.2f"),
            new BenchRow(
                    "beside an open transaction",
                    "rows/s with a snapshot held open for minutes ÷ without",
                    "horizon",
                    "horizonRatio",
                    Goal.atLeast(0.9),
                    "%.2f"),
            new BenchRow(
                    "call-backs",
                    "signed call-backs a second that are taken durably, 1,000,000 cells waiting",
                    "callbacks",
                    "callbacksPerSecond",
                    Goal.atLeast(5_000),
                    "%.0f"),
            new BenchRow(
                    "idle nodes",
                    "percent of a core that PostgreSQL uses for 10 nodes without work",
                    "idle",
                    "idlePgPercent",
                    Goal.atMost(1),
                    "%.2f"),
            new BenchRow(
                    "one-row job, p50",
                    "ms from submit to final, while a 1,000,000-row job runs paced to 70 % CPU",
                    "latency",
                    "oneRowP50Millis",
                    Goal.atMost(15),
                    "%.1f"),
            new BenchRow(
                    "one-row job, p99",
                    "ms from submit to final, while a 1,000,000-row job runs paced to 70 % CPU",
                    "latency",
                    "oneRowP99Millis",
                    Goal.atMost(100),
                    "%.1f"),
            new BenchRow(
                    "memory, 1,000,000 rows",
                    "peak MiB of the server's JVM that takes them in and runs them",
                    "engine",
                    "rssMiB",
                    Goal.atMost(1_024),
                    "%.0f"),
            new BenchRow(
                    "memory, 10,000 calls",
                    "peak MiB of the server's JVM with 10,000 calls of 10 s in flight",
                    "calls",
                    "inFlightRssMiB",
                    Goal.atMost(1_024),
                    "%.0f"),
            new BenchRow(
                    "growth",
                    "rows/s in a job of 1,000,000 rows ÷ in one of 50,000",
                    "growth",
                    "largeOverSmall",
                    Goal.atLeast(0.9),
                    "%.2f"),
            new BenchRow(
                    "start",
                    "seconds from the start of 'weir serve' on an existing database to the first /health",
                    "start",
                    "startSeconds",
                    Goal.atMost(3),
                    "%.2f"),
            new BenchRow(
                    "kill -9",
                    "most seconds from a node's death in mid-job to the first new settlement by another: lease + 2 s",
                    "recovery",
                    "recoveryMaxSeconds",
                    Goal.atMost(22),
                    "%.2f"),
            new BenchRow("kill -9, lost", "rows without an end", "recovery", "lost", Goal.exactly(0), "%.0f"),
            new BenchRow(
                    "kill -9, charged twice",
                    "posts beyond results, and questions the vendor charged twice",
                    "recovery",
                    "chargedTwice",
                    Goal.exactly(0),
                    "%.0f"));

    /** What is measured beside. */
    static final List<BenchRow> ALSO = List.of(
            new BenchRow(
                    "two nodes", "rows/s of 2 ÷ of 1 on one PostgreSQL", "nodes", "nodes2Over1", Goal.NONE, "%.2f"),
            new BenchRow(
                    "four nodes", "rows/s of 4 ÷ of 1 on one PostgreSQL", "nodes", "nodes4Over1", Goal.NONE, "%.2f"),
            new BenchRow(
                    "fair share",
                    "Jain's index of what workspaces have got whose jobs differ 27-fold, when the smallest has all",
                    "fair",
                    "fairJain",
                    Goal.atLeast(0.9),
                    "%.3f"),
            new BenchRow(
                    "a further step",
                    "µs of processor time that it adds to a row, with a provider that has it",
                    "shape",
                    "stepMicros",
                    Goal.NONE,
                    "%.1f"),
            new BenchRow(
                    "a provider in vain",
                    "µs of processor time that it adds to a row",
                    "shape",
                    "missMicros",
                    Goal.NONE,
                    "%.1f"),
            new BenchRow(
                    "reads, p99",
                    "ms of the slowest endpoint with 1,000,000 rows of one job in the database",
                    "reads",
                    "readsWorstP99Millis",
                    Goal.NONE,
                    "%.0f"),
            new BenchRow(
                    "reads, median p99",
                    "ms of the endpoint in the middle",
                    "reads",
                    "readsMedianP99Millis",
                    Goal.NONE,
                    "%.1f"),
            new BenchRow(
                    "watchers, p99",
                    "ms that the last of 200 watchers is behind the first",
                    "watchers",
                    "watcherP99Millis",
                    Goal.NONE,
                    "%.1f"),
            new BenchRow(
                    "watchers, end",
                    "watchers who were not told of the end",
                    "watchers",
                    "watchersWithoutEnd",
                    Goal.exactly(0),
                    "%.0f"),
            new BenchRow(
                    "webhooks",
                    "deliveries a second to receivers that answer at once",
                    "webhooks",
                    "webhooksPerSecond",
                    Goal.NONE,
                    "%.0f"),
            new BenchRow(
                    "webhooks beside one that hangs",
                    "deliveries a second to the others",
                    "webhooks",
                    "webhooksPerSecondBesideHanging",
                    Goal.NONE,
                    "%.0f"),
            new BenchRow(
                    "tables, last fifth",
                    "rows/s of the last fifth of 5,000,000 cells ÷ of the first",
                    "tables",
                    "lastFifthOverFirst",
                    Goal.atLeast(0.9),
                    "%.2f"),
            new BenchRow("bytes per cell", "all tables and indexes", "tables", "bytesPerCell", Goal.NONE, "%.0f"),
            new BenchRow(
                    "soak, throughput",
                    "% an hour that rows/s change by",
                    "soak",
                    "throughputSlope",
                    Goal.atLeast(-5),
                    "%.1f"),
            new BenchRow(
                    "soak, memory",
                    "% an hour that the server's grows by",
                    "soak",
                    "rssSlope",
                    Goal.atMost(10),
                    "%.1f"),
            new BenchRow(
                    "soak, bytes a row",
                    "% an hour that they grow by",
                    "soak",
                    "bytesPerRowSlope",
                    Goal.atMost(5),
                    "%.1f"),
            new BenchRow(
                    "soak, p99",
                    "% an hour that that of one-row jobs grows by",
                    "soak",
                    "p99Slope",
                    Goal.atMost(25),
                    "%.1f"));

    private BenchTable() {}
}
