package dev.weir.server.verify;

/** Sub-queries that several checks begin with. */
final class Views {

    private Views() {}

    /** {@code place}: every place of every step of every job, as the job pinned it. */
    static final String PLACE = """
            place AS MATERIALIZED (
                SELECT j.workspace_id, j.id AS job_id, (s.n - 1)::int AS step, (p.n - 1)::int AS place,
                       p.pinned ->> 'operation' AS operation, (p.pinned ->> 'price')::bigint AS price,
                       split_part(p.pinned ->> 'operation', '.', 1) AS provider,
                       (p.pinned ->> 'cost')::bigint AS cost, p.pinned ->> 'unit' AS unit,
                       p.pinned ->> 'charge' AS charge, (p.pinned ->> 'verifies')::int AS verifies,
                       coalesce((p.pinned ->> 'guess')::boolean, false) AS guess,
                       s.pinned -> 'fields' ->> 0 AS field, s.pinned ->> 'catchAll' AS catch_all
                FROM weir.job j
                CROSS JOIN LATERAL jsonb_array_elements(
                    CASE WHEN j.plan IS JSON OBJECT THEN j.plan::jsonb -> 'steps' END) WITH ORDINALITY AS s (pinned, n)
                CROSS JOIN LATERAL jsonb_array_elements(s.pinned -> 'places') WITH ORDINALITY AS p (pinned, n))
            """;

    /** {@code unasked}: the steps that ask nobody: they wait for an event, or work something out. */
    static final String UNASKED = """
            unasked AS MATERIALIZED (
                SELECT j.id AS job_id, (s.n - 1)::int AS step
                FROM weir.job j
                CROSS JOIN LATERAL jsonb_array_elements(
                    CASE WHEN j.plan IS JSON OBJECT THEN j.plan::jsonb -> 'steps' END) WITH ORDINALITY AS s (pinned, n)
                WHERE jsonb_typeof(s.pinned -> 'await') = 'object' OR jsonb_typeof(s.pinned -> 'compute') = 'object')
            """;

    /** {@code registered}: the steps of jobs that are of the registry, and whose results are noted. */
    static final String REGISTERED = """
            registered AS MATERIALIZED (
                SELECT j.workspace_id, j.id AS job_id, (s.n - 1)::int AS step,
                       (s.pinned #>> '{rules,origin,workflowId}')::uuid AS workflow_id
                FROM weir.job j
                CROSS JOIN LATERAL jsonb_array_elements(
                    CASE WHEN j.plan IS JSON OBJECT THEN j.plan::jsonb -> 'steps' END) WITH ORDINALITY AS s (pinned, n)
                WHERE j.results_noted AND s.pinned #>> '{rules,origin,workflowId}' IS NOT NULL)
            """;

    /** {@code steps}: how many steps every job has, and which of them fail no row. */
    static final String STEPS = """
            steps AS MATERIALIZED (
                SELECT j.id AS job_id, jsonb_array_length(j.plan) AS steps,
                       ARRAY(SELECT (s.n - 1)::int FROM jsonb_array_elements(j.plan) WITH ORDINALITY AS s (pinned, n)
                             WHERE s.pinned -> 'rules' ->> 'onFailure' = 'CONTINUE') AS optional
                FROM (SELECT id, CASE WHEN plan IS JSON OBJECT THEN plan::jsonb -> 'steps' END AS plan
                      FROM weir.job) AS j)
            """;

    /**
     * {@code batches}: a job's batches as arrays, so that a row finds its own by {@code width_bucket(row_idx, los)}: a
     * hash join and a binary search, where joining ranges would compare every row with every batch.
     */
    static final String BATCHES = """
            batches AS MATERIALIZED (
                SELECT job_id, array_agg(lo ORDER BY lo) AS los, array_agg(id ORDER BY lo) AS ids,
                       array_agg(epoch ORDER BY lo) AS epochs, array_agg(state ORDER BY lo) AS states
                FROM weir.batch GROUP BY job_id)
            """;

    /** {@code entry}: what every transfer did to each of its two accounts. */
    static final String ENTRY = """
            entry AS (
                SELECT id, credit AS account, kind, amount FROM weir.transfer
                UNION ALL
                SELECT id, debit, kind, -amount FROM weir.transfer)
            """;

    /** {@code claim}: what intents hold, by job. */
    static final String CLAIM = """
            claim AS (
                SELECT workspace_id, job_id, sum(amount) AS amount,
                       coalesce(sum(amount) FILTER (WHERE state IN (0, 3)), 0) AS open,
                       coalesce(sum(amount) FILTER (WHERE state IN (1, 2)), 0) AS doubt
                FROM weir.intent GROUP BY workspace_id, job_id)
            """;

    /** {@code moved}: what all transfers together did to each account. */
    static final String MOVED = ENTRY + """
            , moved AS (
                SELECT account, sum(amount) AS balance,
                       coalesce(sum(amount) FILTER (WHERE kind = 2), 0) AS held,
                       coalesce(-sum(amount) FILTER (WHERE kind IN (3, 5)), 0) AS posted
                FROM entry GROUP BY account)
            """;
}
