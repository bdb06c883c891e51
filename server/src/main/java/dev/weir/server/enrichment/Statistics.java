package dev.weir.server.enrichment;

import dev.weir.provider.OperationId;
import dev.weir.server.jobs.BatchMark;
import dev.weir.server.jobs.Job;
import dev.weir.server.waterfall.HitRate;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Step;
import dev.weir.server.workspace.Transactions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a job has asked of whom and what came of it. */
public final class Statistics {

    /**
     * One provider's part in a job. Money in 1/1000: credits for the customer, the vendor's own unit for the vendor.
     *
     * @param provider the place's key
     * @param asked calls of our own that were settled
     * @param shared answers that were remembered, or another row's
     * @param found asked or shared, with a usable answer
     * @param accepted asked or shared, with an answer that was accepted, in whole or in part; where finds are verified,
     *     before they were
     * @param notAsked turns passed over
     * @param charged less what was refunded for finds that did not stand verification
     * @param vendorPossible with what calls in doubt may have cost, as {@link Doubt#vendorCost} has it
     */
    public record ProviderPart(
            String provider,
            int asked,
            int shared,
            int found,
            int accepted,
            int notAsked,
            int inDoubt,
            long charged,
            long vendorCertain,
            long vendorPossible) {

        ProviderPart plus(ProviderPart other) {
            return new ProviderPart(
                    provider,
                    asked + other.asked,
                    shared + other.shared,
                    found + other.found,
                    accepted + other.accepted,
                    notAsked + other.notAsked,
                    inDoubt + other.inDoubt,
                    charged + other.charged,
                    vendorCertain + other.vendorCertain,
                    vendorPossible + other.vendorPossible);
        }
    }

    private static final String BY_PLACE = """
            SELECT step, place, count(*) FILTER (WHERE kind = 1), count(*) FILTER (WHERE kind IN (2, 3)),
                   count(*) FILTER (WHERE verdict IN ('accepted', 'partial', 'rejected')),
                   count(*) FILTER (WHERE verdict IN ('accepted', 'partial')), count(*) FILTER (WHERE kind = 4), 0,
                   sum(charged), sum(vendor_certain), sum(vendor_possible)
            FROM weir.enrichment_record WHERE workspace_id = ? AND job_id = ? GROUP BY step, place
            UNION ALL
            SELECT step, place, coalesce(sum(records) FILTER (WHERE kind = 1), 0),
                   coalesce(sum(records) FILTER (WHERE kind IN (2, 3)), 0),
                   coalesce(sum(records) FILTER (WHERE verdict IN ('accepted', 'partial', 'rejected')), 0),
                   coalesce(sum(records) FILTER (WHERE verdict IN ('accepted', 'partial')), 0),
                   coalesce(sum(records) FILTER (WHERE kind = 4), 0), 0, sum(charged), sum(certain), sum(possible)
            FROM weir.pruned_record WHERE workspace_id = ? AND job_id = ? GROUP BY step, place
            UNION ALL
            SELECT step, place, 0, 0, 0, 0, 0, count(*), 0, 0, sum(possible)
            FROM weir.intent WHERE workspace_id = ? AND job_id = ? AND state = 1 GROUP BY step, place
            UNION ALL
            SELECT step, place, 0, 0, 0, 0, 0, 0, 0, 0, sum(possible)
            FROM weir.stray_cost WHERE workspace_id = ? AND job_id = ? GROUP BY step, place
            UNION ALL
            SELECT step, place, 0, 0, 0, 0, 0, 0, 0, sum(amount), 0
            FROM weir.cost_adjustment WHERE workspace_id = ? AND job_id = ? GROUP BY step, place
            UNION ALL
            SELECT step, place, 0, 0, 0, 0, 0, 0, -sum(amount), 0, 0
            FROM weir.transfer WHERE workspace_id = ? AND job_id = ? AND kind = 5 GROUP BY step, place
            """;

    private final JdbcClient jdbc;
    private final Transactions transactions;

    public Statistics(JdbcClient jdbc, Transactions transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    private static final String OPEN_CALLS =
            "SELECT count(*) FROM weir.intent WHERE workspace_id = ? AND job_id = ? AND state = 0";

    /** How many paid calls of a job are in flight. */
    public int openCalls(Job job) {
        return transactions.in(
                job.workspaceId(),
                () -> jdbc.sql(OPEN_CALLS)
                        .param(job.workspaceId())
                        .param(job.id())
                        .query(Integer.class)
                        .single());
    }

    private static final String OPEN_BY_JOB =
            "SELECT job_id, count(*)::int FROM weir.intent WHERE workspace_id = ? AND state = 0 GROUP BY job_id";

    /** The same of all jobs of a workspace that have any, by job. */
    public Map<Long, Integer> openCalls(long workspaceId) {
        Map<Long, Integer> byJob = new TreeMap<>();
        transactions.in(workspaceId, () -> {
            byJob.clear();
            jdbc.sql(OPEN_BY_JOB).param(workspaceId).query(row -> {
                byJob.put(row.getLong(1), row.getInt(2));
            });
            return byJob;
        });
        return byJob;
    }

    /** By provider, in the order of their keys. */
    public List<ProviderPart> ofJob(Job job) {
        List<ProviderPart> parts = transactions.in(
                job.workspaceId(),
                () -> jdbc.sql(BY_PLACE)
                        .params(
                                job.workspaceId(),
                                job.id(),
                                job.workspaceId(),
                                job.id(),
                                job.workspaceId(),
                                job.id(),
                                job.workspaceId(),
                                job.id(),
                                job.workspaceId(),
                                job.id(),
                                job.workspaceId(),
                                job.id())
                        .query((row, _) -> {
                            Step step = job.plan().steps().get(row.getInt(1));
                            Place place = step.place(row.getInt(2));
                            return new ProviderPart(
                                    place.key(),
                                    row.getInt(3),
                                    row.getInt(4),
                                    row.getInt(5),
                                    row.getInt(6),
                                    row.getInt(7),
                                    row.getInt(8),
                                    row.getLong(9),
                                    row.getLong(10),
                                    row.getLong(11)
                                            + row.getInt(8) * place.spec().costMilli());
                        })
                        .list());
        Map<String, ProviderPart> byProvider = new TreeMap<>();
        parts.forEach(part -> byProvider.merge(part.provider(), part, ProviderPart::plus));
        return new ArrayList<>(byProvider.values());
    }

    private static final String HIT_RATES = """
            SELECT job_id, step, place, count(*), count(*) FILTER (WHERE verdict = 'accepted'),
                   count(*) FILTER (WHERE verdict = 'partial')
            FROM weir.enrichment_record
            WHERE workspace_id = ? AND job_id = ANY (?) AND row_idx < ? AND kind = 1 AND NOT late
              AND verdict IN ('accepted', 'partial', 'rejected', 'not_found', 'bad_answer', 'blocked')
            GROUP BY job_id, step, place
            UNION ALL
            SELECT job_id, step, place, sum(records)::bigint,
                   coalesce(sum(records) FILTER (WHERE verdict = 'accepted'), 0)::bigint,
                   coalesce(sum(records) FILTER (WHERE verdict = 'partial'), 0)::bigint
            FROM weir.pruned_record
            WHERE workspace_id = ? AND job_id = ANY (?) AND kind = 1 AND NOT late
              AND verdict IN ('accepted', 'partial', 'rejected', 'not_found', 'bad_answer', 'blocked')
            GROUP BY job_id, step, place
            """;

    /**
     * How often the calls of these jobs were answered and accepted, by step name and operation. Calls that failed tell
     * nothing of it, nor do answers that were reused.
     *
     * @param jobs of one workspace
     * @param rows so many rows of each job tell it; of rows that were let go of, all do
     */
    public Map<String, Map<OperationId, HitRate>> hitRates(long workspaceId, List<Job> jobs, int rows) {
        Map<Long, Job> byId = new TreeMap<>();
        jobs.forEach(job -> byId.put(job.id(), job));
        Map<String, Map<OperationId, HitRate>> rates = new TreeMap<>();
        transactions.in(
                workspaceId,
                () -> jdbc.sql(HIT_RATES)
                        .param(workspaceId)
                        .param(byId.keySet().stream().mapToLong(Long::longValue).toArray())
                        .param(rows)
                        .param(workspaceId)
                        .param(byId.keySet().stream().mapToLong(Long::longValue).toArray())
                        .query((row, _) -> {
                            Job job = Objects.requireNonNull(byId.get(row.getLong(1)));
                            Step step = job.plan().steps().get(row.getInt(2));
                            return rates.computeIfAbsent(step.name(), _ -> new HashMap<>())
                                    .merge(
                                            step.place(row.getInt(3)).spec().id(),
                                            new HitRate(row.getLong(4), row.getLong(5), row.getLong(6)),
                                            HitRate::plus);
                        })
                        .list());
        return rates;
    }

    /**
     * What came of one place's askings in one batch.
     *
     * @param lo the batch's first row
     * @param provider the place's key
     * @param asked calls of our own that were settled
     * @param reused answers that were remembered, or another row's
     * @param found asked, with a usable answer
     * @param errors asked, without an answer that could be read
     */
    public record PlaceTally(int lo, String provider, int asked, int reused, int found, int errors) {}

    private static final String TALLIES = """
            SELECT b.lo, t.step, t.place, t.asked, t.reused, t.found, t.errors
            FROM unnest(?::int[], ?::int[]) AS b (lo, hi)
            CROSS JOIN LATERAL (
                SELECT step, place, count(*) FILTER (WHERE kind = 1) AS asked,
                       count(*) FILTER (WHERE kind IN (2, 3)) AS reused,
                       count(*) FILTER (WHERE kind = 1 AND verdict IN ('accepted', 'partial', 'rejected')) AS found,
                       count(*) FILTER (WHERE kind = 1 AND verdict IN ('failed', 'bad_answer', 'timed_out')) AS errors
                FROM weir.enrichment_record
                WHERE workspace_id = ? AND job_id = ? AND row_idx >= b.lo AND row_idx < b.hi
                GROUP BY step, place) AS t
            """;

    /** What came of the askings in these batches; costs as much as reading all of their records. */
    public List<PlaceTally> tallies(Job job, List<BatchMark> batches) {
        return transactions.in(
                job.workspaceId(),
                () -> jdbc.sql(TALLIES)
                        .param(batches.stream().mapToInt(BatchMark::lo).toArray())
                        .param(batches.stream().mapToInt(BatchMark::hi).toArray())
                        .param(job.workspaceId())
                        .param(job.id())
                        .query((row, _) -> new PlaceTally(
                                row.getInt(1),
                                job.plan()
                                        .steps()
                                        .get(row.getInt(2))
                                        .place(row.getInt(3))
                                        .key(),
                                row.getInt(4),
                                row.getInt(5),
                                row.getInt(6),
                                row.getInt(7)))
                        .list());
    }
}
