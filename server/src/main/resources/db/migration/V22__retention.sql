-- How long what is kept of whom, and what is let go of.

-- ---------------------------------------------------------------------------------------------------------- policies

-- Days; null: for ever. A workspace without a row has the defaults of the program, which let go of no result.
CREATE TABLE weir.retention (
    workspace_id      bigint      PRIMARY KEY,
    rows_days         int         CHECK (rows_days BETWEEN 1 AND 36500),      -- after the close of a job and of its reruns
    answers_days      int         CHECK (answers_days BETWEEN 1 AND 36500),
    inbox_days        int         CHECK (inbox_days BETWEEN 1 AND 36500),
    events_days       int         CHECK (events_days BETWEEN 1 AND 36500),
    outside_days      int         CHECK (outside_days BETWEEN 1 AND 36500),
    log_days          int         CHECK (log_days BETWEEN 1 AND 36500),
    set_by            text        NOT NULL,
    set_at            timestamptz NOT NULL DEFAULT weir.now(),
    answers_pruned_at timestamptz                       -- when answers were last let go of
);

-- Exempt: one row, of the installation and of no tenant. The daily round: one node at a time is at it, under its lease.
CREATE TABLE weir.retention_round (
    only_row    boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    due_at      timestamptz NOT NULL DEFAULT weir.now(),
    lease_until timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO weir.retention_round DEFAULT VALUES;
GRANT SELECT, UPDATE ON weir.retention_round TO weir_app;

-- -------------------------------------------------------------------------------------------------------- what is gone

-- What is gone of a job. The program reads it; the functions below alone write it.
CREATE TABLE weir.pruned (
    job_id       bigint      PRIMARY KEY,
    workspace_id bigint      NOT NULL,
    rows_at      timestamptz,                           -- when its rows began to go; null: they have not
    rows_to      int         NOT NULL DEFAULT 0 CHECK (rows_to >= 0),   -- rows before this one are gone
    rows_gone    boolean     NOT NULL DEFAULT false,                    -- all of them
    events       bigint      NOT NULL DEFAULT 0 CHECK (events >= 0),    -- its first events, so many, are gone
    CHECK (rows_at IS NOT NULL OR (rows_to = 0 AND NOT rows_gone))
) WITH (fillfactor = 50);
CREATE INDEX pruned_going ON weir.pruned (workspace_id, job_id) WHERE rows_at IS NOT NULL AND NOT rows_gone;

-- Records that are gone, added up. detail: why nobody was asked, or that a doubt was resolved as charged; else empty.
-- billed: those that cost the vendor's credits for certain.
CREATE TABLE weir.pruned_record (
    workspace_id bigint   NOT NULL,
    job_id       bigint   NOT NULL,
    step         smallint NOT NULL,
    place        smallint NOT NULL,
    day          date     NOT NULL,                     -- of UTC
    late         boolean  NOT NULL,
    kind         smallint NOT NULL CHECK (kind BETWEEN 1 AND 4),
    verdict      text     NOT NULL,
    detail       text     NOT NULL,
    records      bigint   NOT NULL CHECK (records > 0),
    billed       bigint   NOT NULL CHECK (billed BETWEEN 0 AND records),
    charged      bigint   NOT NULL CHECK (charged >= 0),
    certain      bigint   NOT NULL CHECK (certain >= 0),
    possible     bigint   NOT NULL CHECK (possible >= 0),
    latency_ms   bigint   NOT NULL,
    PRIMARY KEY (job_id, step, place, day, late, kind, verdict, detail),
    CHECK (kind = 1 OR charged = 0)
);
CREATE INDEX pruned_record_day ON weir.pruned_record (workspace_id, day);

-- Cells that are gone, counted.
CREATE TABLE weir.pruned_cell (
    workspace_id bigint   NOT NULL,
    job_id       bigint   NOT NULL,
    step         smallint NOT NULL,
    state        smallint NOT NULL CHECK (state BETWEEN 2 AND 7),
    reason       text     NOT NULL,                     -- empty for none
    row_end      smallint NOT NULL CHECK (row_end BETWEEN 0 AND 3),
    cells        bigint   NOT NULL CHECK (cells > 0),
    PRIMARY KEY (job_id, step, state, reason, row_end)
);

-- Tickets of it that are gone: what its items cost can no longer be added up from them.
ALTER TABLE weir.submission ADD COLUMN pruned int NOT NULL DEFAULT 0 CHECK (pruned >= 0);

DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['retention', 'pruned', 'pruned_record', 'pruned_cell']
    LOOP
        EXECUTE format('ALTER TABLE weir.%I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE weir.%I FORCE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('CREATE POLICY tenant ON weir.%I USING (workspace_id = ANY ((SELECT weir.workspaces())::bigint[]))',
                       tenant_table);
        EXECUTE format('CREATE POLICY global ON weir.%I FOR SELECT USING (workspace_id = 0)', tenant_table);
    END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE ON weir.retention TO weir_app;
GRANT SELECT ON weir.pruned, weir.pruned_record, weir.pruned_cell TO weir_app;

-- ----------------------------------------------------------------------------------------------------- finding what is due

CREATE INDEX job_state_closed ON weir.job_state (workspace_id, closed_at, job_id) WHERE phase = 'closed';
CREATE INDEX inbox_processed ON weir.inbox (workspace_id, received_at) WHERE processed_at IS NOT NULL;
-- Submissions that no ticket leads to any more: refused, or handed over again.
CREATE INDEX submission_left ON weir.submission (workspace_id, ended_at)
    WHERE ended_at IS NOT NULL AND (state = 3 OR handed_on <> '{}');
CREATE INDEX event_of_no_job ON weir.event (workspace_id, at) WHERE job_id IS NULL;
CREATE INDEX outside_result_age ON weir.outside_result (workspace_id, at);

-- ------------------------------------------------------------------------------------------------------ letting go of rows

-- Records are append-only for the program, and so are events: what lets them go are these functions of the owner, which see
-- for themselves that it may be. Each does a bounded piece and is called again.

-- A function that a superuser owns is not bound by row-level security; whoever calls it is bound by what it names.
CREATE FUNCTION weir.require_named(p_workspace bigint) RETURNS void
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF p_workspace <> ALL (coalesce(weir.workspaces(), '{}')) THEN
        RAISE EXCEPTION 'workspace % is not named by this transaction', p_workspace USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

-- A job, the job it is a rerun of, and so on, and all of their reruns.
CREATE FUNCTION weir.rerun_family(p_workspace bigint, p_job bigint) RETURNS bigint[]
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    WITH RECURSIVE up AS (
        SELECT id, rerun_of FROM weir.job WHERE workspace_id = p_workspace AND id = p_job
        UNION ALL
        SELECT j.id, j.rerun_of FROM up JOIN weir.job j ON j.workspace_id = p_workspace AND j.id = up.rerun_of),
    down AS (
        SELECT id FROM up WHERE rerun_of IS NULL
        UNION ALL
        SELECT j.id FROM down JOIN weir.job j ON j.workspace_id = p_workspace AND j.rerun_of = down.id)
    SELECT array_agg(id ORDER BY id) FROM down
$$;

-- Whether the rows of a job may go, and those of the jobs that are laid over one another with it: all of them have been closed
-- for as long as rows are kept, and nothing of them is open, waited for, in doubt or still to be delivered.
CREATE FUNCTION weir.prunable(p_workspace bigint, p_job bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_days   int;
    v_family bigint[] := weir.rerun_family(p_workspace, p_job);
BEGIN
    SELECT rows_days INTO v_days FROM weir.retention WHERE workspace_id = p_workspace;
    RETURN v_days IS NOT NULL AND v_family IS NOT NULL
        AND NOT EXISTS (SELECT FROM weir.pruned WHERE job_id = ANY (v_family) AND rows_at IS NOT NULL)
        AND NOT EXISTS (SELECT FROM weir.job_state WHERE job_id = ANY (v_family)
                        AND (phase <> 'closed' OR closed_at >= weir.now() - make_interval(days => v_days)))
        AND NOT EXISTS (SELECT FROM weir.batch WHERE job_id = ANY (v_family) AND (state <> 2 OR doubt_rows > 0))
        AND NOT EXISTS (SELECT FROM weir.intent WHERE job_id = ANY (v_family))
        AND NOT EXISTS (SELECT FROM weir.ticket WHERE job_id = ANY (v_family) AND state IN (0, 1))
        -- As results are indexed: those to be written, those to be told of, and those given up.
        AND NOT EXISTS (SELECT FROM weir.result
                        WHERE workspace_id = p_workspace AND state = 0 AND cell_state = 2 AND job_id = ANY (v_family))
        AND NOT EXISTS (SELECT FROM weir.result
                        WHERE workspace_id = p_workspace AND state = 0 AND cell_state <> 2 AND job_id = ANY (v_family))
        AND NOT EXISTS (SELECT FROM weir.result
                        WHERE workspace_id = p_workspace AND state = 1 AND job_id = ANY (v_family));
END $$;

-- Begins to let go of the rows of such jobs; from then on they are as good as gone. Returns whether it has begun.
CREATE FUNCTION weir.prune_begin(p_workspace bigint, p_job bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_family bigint[];
BEGIN
    PERFORM weir.require_named(p_workspace);
    v_family := weir.rerun_family(p_workspace, p_job);
    -- Whoever begins a rerun shares the lock of the job it reruns.
    PERFORM FROM weir.job_state WHERE job_id = ANY (v_family) ORDER BY job_id FOR NO KEY UPDATE;
    IF v_family IS DISTINCT FROM weir.rerun_family(p_workspace, p_job) OR NOT weir.prunable(p_workspace, p_job) THEN
        RETURN false;
    END IF;
    INSERT INTO weir.pruned (job_id, workspace_id, rows_at)
        SELECT id, p_workspace, weir.now() FROM unnest(v_family) AS f (id)
        ON CONFLICT (job_id) DO UPDATE SET rows_at = EXCLUDED.rows_at;
    -- The same list makes a new job from now on.
    UPDATE weir.job SET fingerprint = NULL WHERE id = ANY (v_family) AND fingerprint IS NOT NULL;
    RETURN true;
END $$;

-- Lets go of the next rows of a job that prune_begin has begun with, and of all that is kept of them; what they came to and
-- cost is added up. Returns how many; 0 when all are gone.
CREATE FUNCTION weir.prune_rows(p_workspace bigint, p_job bigint, p_most int) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_lo          int;
    v_hi          int;
    v_total       int;
    v_tickets     bigint[];
    v_submissions bigint[];
    v_over        bigint[];
BEGIN
    PERFORM weir.require_named(p_workspace);
    SELECT rows_to INTO v_lo FROM weir.pruned
        WHERE workspace_id = p_workspace AND job_id = p_job AND rows_at IS NOT NULL FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the rows of job % have not begun to go', p_job USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT total_rows INTO v_total FROM weir.job_state WHERE job_id = p_job AND phase = 'closed';
    v_hi := least(v_lo::bigint + greatest(p_most, 1), v_total);
    IF v_total IS NULL OR v_lo >= v_hi THEN
        RETURN 0;
    END IF;

    -- First of all, since whoever files an answer that came too late holds its ticket, and keeps a record of it.
    WITH gone AS (
        DELETE FROM weir.ticket
        WHERE workspace_id = p_workspace AND job_id = p_job AND row_idx >= v_lo AND row_idx < v_hi
        RETURNING id, submission_id),
    told AS (
        UPDATE weir.submission s SET pruned = s.pruned + g.tickets
        FROM (SELECT submission_id, count(*)::int AS tickets FROM gone GROUP BY submission_id) AS g
        WHERE s.id = g.submission_id)
    SELECT array_agg(id), array_agg(DISTINCT submission_id) FILTER (WHERE submission_id IS NOT NULL)
        INTO v_tickets, v_submissions FROM gone;
    IF v_tickets IS NOT NULL THEN
        DELETE FROM weir.ticket_progress WHERE ticket_id = ANY (v_tickets);
        DELETE FROM weir.inbox WHERE ticket_id = ANY (v_tickets);
        SELECT array_agg(s.id) INTO v_over FROM weir.submission s
            WHERE s.id = ANY (v_submissions) AND s.state IN (2, 3)
              AND NOT EXISTS (SELECT FROM weir.ticket t WHERE t.submission_id = s.id);
        DELETE FROM weir.inbox WHERE submission_id = ANY (v_over);
        DELETE FROM weir.submission WHERE id = ANY (v_over);
    END IF;

    INSERT INTO weir.pruned_record AS p
        (workspace_id, job_id, step, place, day, late, kind, verdict, detail, records, billed, charged, certain, possible,
         latency_ms)
        SELECT p_workspace, p_job, step, place, (at AT TIME ZONE 'UTC')::date, late, kind, verdict,
               CASE WHEN kind = 4 OR detail = 'resolved: charged' THEN coalesce(left(detail, 200), '') ELSE '' END,
               count(*), count(*) FILTER (WHERE vendor_certain > 0), sum(charged), sum(vendor_certain),
               sum(vendor_possible), sum(latency_ms)
        FROM weir.enrichment_record
        WHERE workspace_id = p_workspace AND job_id = p_job AND row_idx >= v_lo AND row_idx < v_hi
        GROUP BY 3, 4, 5, 6, 7, 8, 9
        ON CONFLICT (job_id, step, place, day, late, kind, verdict, detail) DO UPDATE
        SET records = p.records + EXCLUDED.records, billed = p.billed + EXCLUDED.billed,
            charged = p.charged + EXCLUDED.charged, certain = p.certain + EXCLUDED.certain,
            possible = p.possible + EXCLUDED.possible, latency_ms = p.latency_ms + EXCLUDED.latency_ms;
    DELETE FROM weir.enrichment_record
        WHERE workspace_id = p_workspace AND job_id = p_job AND row_idx >= v_lo AND row_idx < v_hi;

    INSERT INTO weir.pruned_cell AS p (workspace_id, job_id, step, state, reason, row_end, cells)
        SELECT p_workspace, p_job, step, state, coalesce(left(reason, 200), ''), row_end, count(*)
        FROM weir.cell
        WHERE workspace_id = p_workspace AND job_id = p_job AND row_idx >= v_lo AND row_idx < v_hi
        GROUP BY 3, 4, 5, 6
        ON CONFLICT (job_id, step, state, reason, row_end) DO UPDATE SET cells = p.cells + EXCLUDED.cells;
    DELETE FROM weir.cell WHERE workspace_id = p_workspace AND job_id = p_job AND row_idx >= v_lo AND row_idx < v_hi;

    DELETE FROM weir.evidence WHERE workspace_id = p_workspace AND job_id = p_job AND row_idx >= v_lo AND row_idx < v_hi;
    DELETE FROM weir.signal WHERE workspace_id = p_workspace AND job_id = p_job
        AND (row_idx >= v_lo AND row_idx < v_hi OR row_idx IS NULL AND v_hi = v_total);
    DELETE FROM weir.rerun_row WHERE workspace_id = p_workspace AND rerun_id = p_job AND rerun_row >= v_lo AND rerun_row < v_hi;
    DELETE FROM weir.poison WHERE job_id = p_job AND row_idx >= v_lo AND row_idx < v_hi;
    DELETE FROM weir.reopened_row WHERE job_id = p_job AND row_idx >= v_lo AND row_idx < v_hi;
    -- Of those that were erased nothing can come any more.
    UPDATE weir.erased_row SET quiet = true
        WHERE workspace_id = p_workspace AND job_id = p_job AND row_idx >= v_lo AND row_idx < v_hi AND NOT quiet;
    DELETE FROM weir.job_row WHERE workspace_id = p_workspace AND job_id = p_job AND row_idx >= v_lo AND row_idx < v_hi;
    IF v_hi = v_total THEN
        DELETE FROM weir.job_list WHERE workspace_id = p_workspace AND job_id = p_job;
    END IF;
    UPDATE weir.pruned SET rows_to = v_hi, rows_gone = v_hi = v_total WHERE job_id = p_job;
    RETURN v_hi - v_lo;
END $$;

-- ---------------------------------------------------------------------------------------------------- letting go of events

-- Lets go of events older than that, and than their workspace keeps them, with their deliveries and tries: of a closed job the
-- first ones, in their order, or, where p_job is null, those of no job. One that somebody is still to hear stays, and so do those of its job behind it.
-- Returns how many.
CREATE FUNCTION weir.prune_events(p_workspace bigint, p_job bigint, p_before timestamptz, p_most int) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_from       bigint;
    v_ids        bigint[];
    v_unheard    bigint[];
    v_deliveries bigint[];
    v_days       int;
BEGIN
    PERFORM weir.require_named(p_workspace);
    SELECT events_days INTO v_days FROM weir.retention WHERE workspace_id = p_workspace;
    IF FOUND AND v_days IS NULL THEN
        RETURN 0;
    END IF;
    -- 90 days: of a workspace that has said nothing, see RetentionPolicy.
    p_before := least(p_before, weir.now() - make_interval(days => coalesce(v_days, 90)));
    IF p_job IS NULL THEN
        SELECT array_agg(id) INTO v_ids FROM (
            SELECT e.id FROM weir.event e
            WHERE e.workspace_id = p_workspace AND e.job_id IS NULL AND e.at < p_before ORDER BY e.at LIMIT p_most) AS old;
    ELSE
        PERFORM FROM weir.job_state
            WHERE job_id = p_job AND workspace_id = p_workspace AND phase = 'closed' FOR NO KEY UPDATE;
        IF NOT FOUND THEN
            RETURN 0;
        END IF;
        INSERT INTO weir.pruned (job_id, workspace_id) VALUES (p_job, p_workspace) ON CONFLICT (job_id) DO NOTHING;
        SELECT events INTO v_from FROM weir.pruned WHERE job_id = p_job FOR UPDATE;
        SELECT array_agg(id ORDER BY sequence) INTO v_ids FROM (
            SELECT id, sequence, bool_and(at < p_before) OVER (ORDER BY sequence) AS old
            FROM (SELECT * FROM weir.event WHERE job_id = p_job AND sequence > v_from ORDER BY sequence LIMIT p_most) AS next
            ) AS e WHERE old;
    END IF;
    IF v_ids IS NULL THEN
        RETURN 0;
    END IF;
    SELECT array_agg(d.id), array_agg(d.event_id) FILTER (WHERE d.state IN (0, 3)) INTO v_deliveries, v_unheard
        FROM (SELECT id FROM weir.webhook WHERE workspace_id = p_workspace AND job_id IS NULL
              UNION ALL
              SELECT id FROM weir.webhook WHERE workspace_id = p_workspace AND job_id = p_job) AS w
        JOIN weir.webhook_delivery d ON d.webhook_id = w.id AND d.event_id = ANY (v_ids);
    IF v_unheard IS NOT NULL THEN
        SELECT array_agg(e.id) INTO v_ids FROM weir.event e
            WHERE e.id = ANY (v_ids) AND e.id <> ALL (v_unheard)
              AND (p_job IS NULL OR e.sequence < (SELECT min(u.sequence) FROM weir.event u WHERE u.id = ANY (v_unheard)));
        IF v_ids IS NULL THEN
            RETURN 0;
        END IF;
        SELECT array_agg(d.id) INTO v_deliveries
            FROM weir.webhook_delivery d WHERE d.id = ANY (v_deliveries) AND d.event_id = ANY (v_ids);
    END IF;
    DELETE FROM weir.webhook_attempt WHERE delivery_id = ANY (v_deliveries);
    DELETE FROM weir.webhook_delivery WHERE id = ANY (v_deliveries);
    DELETE FROM weir.event WHERE id = ANY (v_ids);
    IF p_job IS NOT NULL THEN
        UPDATE weir.pruned SET events = events + cardinality(v_ids) WHERE job_id = p_job;
        -- Who was to hear of the end of this job alone has heard all there was.
        DELETE FROM weir.webhook w WHERE w.workspace_id = p_workspace AND w.job_id = p_job
            AND NOT EXISTS (SELECT FROM weir.event e WHERE e.job_id = p_job)
            AND NOT EXISTS (SELECT FROM weir.webhook_delivery d WHERE d.webhook_id = w.id);
    END IF;
    RETURN cardinality(v_ids);
END $$;

-- ------------------------------------------------------------------------------------------- partitions of the results log

-- A partition for each month from this one to three ahead. A month that rows came for before it had one stays with the
-- partition for other times. Returns how many it has made. Gives up, for this time, rather than have those who log wait behind
-- it for more than two seconds.
CREATE FUNCTION weir.make_log_partitions() RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET app.workspaces = '' SET lock_timeout = '2s'
AS $$
DECLARE
    v_from timestamptz;
    v_to   timestamptz;
    v_name text;
    v_made int := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(7313092);
    PERFORM set_config('app.workspaces', (SELECT coalesce(array_agg(id)::text, '{}') FROM weir.workspace), true);
    FOR v_month IN 0..3 LOOP
        v_from := (date_trunc('month', weir.now() AT TIME ZONE 'UTC') + make_interval(months => v_month)) AT TIME ZONE 'UTC';
        v_to := (date_trunc('month', weir.now() AT TIME ZONE 'UTC') + make_interval(months => v_month + 1)) AT TIME ZONE 'UTC';
        v_name := 'enrichment_results_log_' || to_char(v_from AT TIME ZONE 'UTC', 'YYYY_MM');
        IF to_regclass(format('weir.%I', v_name)) IS NULL
           AND NOT EXISTS (SELECT FROM weir.enrichment_results_log_other WHERE at >= v_from AND at < v_to) THEN
            BEGIN
                EXECUTE format('CREATE TABLE weir.%I PARTITION OF weir.enrichment_results_log FOR VALUES FROM (%L) TO (%L)',
                               v_name, v_from, v_to);
                EXECUTE format('ALTER TABLE weir.%I ENABLE ROW LEVEL SECURITY', v_name);
                EXECUTE format('ALTER TABLE weir.%I FORCE ROW LEVEL SECURITY', v_name);
                EXECUTE format('CREATE POLICY tenant ON weir.%I USING (workspace_id = ANY ((SELECT weir.workspaces())::bigint[]))',
                               v_name);
                v_made := v_made + 1;
            EXCEPTION WHEN lock_not_available THEN
                RETURN v_made;
            END;
        END IF;
    END LOOP;
    RETURN v_made;
END $$;

-- Drops the partition of the oldest past month in which no workspace keeps anything any more, and no other: from then until
-- the transaction ends nobody can log. Returns how many it has dropped; called again until it is none. Gives up, for this time,
-- when it would have to wait for others for more than two seconds.
CREATE FUNCTION weir.drop_log_partitions() RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET app.workspaces = '' SET lock_timeout = '2s'
AS $$
DECLARE
    v_name text;
    v_kept boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(7313092);
    PERFORM set_config('app.workspaces', (SELECT coalesce(array_agg(id)::text, '{}') FROM weir.workspace), true);
    IF NOT EXISTS (SELECT FROM weir.retention WHERE log_days IS NOT NULL) THEN
        RETURN 0;
    END IF;
    FOR v_name IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'weir.enrichment_results_log'::regclass
          AND c.relname ~ '^enrichment_results_log_\d{4}_\d{2}$'
          AND to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' < weir.now() AT TIME ZONE 'UTC'
        ORDER BY c.relname
    LOOP
        BEGIN
            -- Nobody adds to it meanwhile.
            EXECUTE format('LOCK TABLE weir.%I IN SHARE MODE', v_name);
            EXECUTE format('SELECT EXISTS (SELECT FROM weir.%I l LEFT JOIN weir.retention r ON r.workspace_id = l.workspace_id
                                           WHERE r.log_days IS NULL OR l.at >= weir.now() - make_interval(days => r.log_days))',
                           v_name) INTO v_kept;
            IF NOT v_kept THEN
                EXECUTE format('DROP TABLE weir.%I', v_name);
                RETURN 1;
            END IF;
        EXCEPTION WHEN lock_not_available THEN
            RETURN 0;
        END;
    END LOOP;
    RETURN 0;
END $$;

REVOKE ALL ON FUNCTION weir.prune_begin(bigint, bigint), weir.prune_rows(bigint, bigint, int),
    weir.prune_events(bigint, bigint, timestamptz, int), weir.make_log_partitions(), weir.drop_log_partitions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION weir.prune_begin(bigint, bigint), weir.prune_rows(bigint, bigint, int),
    weir.prune_events(bigint, bigint, timestamptz, int), weir.make_log_partitions(), weir.drop_log_partitions() TO weir_app;

SELECT weir.make_log_partitions();
