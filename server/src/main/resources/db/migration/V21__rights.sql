-- What people may ask for: not to be asked about any more.

-- Whom a workspace never asks about: keyed hashes, never the values. kind: 1 e-mail address, 2 LinkedIn URL, 3 domain, 4 phone.
CREATE TABLE weir.suppression (
    workspace_id bigint      NOT NULL,
    kind         smallint    NOT NULL CHECK (kind BETWEEN 1 AND 4),
    hash         bytea       NOT NULL CHECK (octet_length(hash) = 32),   -- HMAC-SHA-256 under a key of the workspace's vault
    added_by     text        NOT NULL,
    added_at     timestamptz NOT NULL DEFAULT weir.now(),
    PRIMARY KEY (workspace_id, kind, hash)
);

-- How many entries there are. version grows with every change, so that runs notice one without reading entries.
CREATE TABLE weir.suppression_list (
    workspace_id bigint      PRIMARY KEY,
    entries      bigint      NOT NULL DEFAULT 0 CHECK (entries >= 0),
    version      bigint      NOT NULL DEFAULT 1 CHECK (version > 0),
    changed_at   timestamptz NOT NULL DEFAULT weir.now()
) WITH (fillfactor = 50);

DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['suppression', 'suppression_list']
    LOOP
        EXECUTE format('ALTER TABLE weir.%I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE weir.%I FORCE ROW LEVEL SECURITY', tenant_table);
        -- No policy for workspace 0: nobody's list is everybody's.
        EXECUTE format('CREATE POLICY tenant ON weir.%I USING (workspace_id = ANY ((SELECT weir.workspaces())::bigint[]))',
                       tenant_table);
    END LOOP;
END $$;

GRANT SELECT, INSERT, DELETE ON weir.suppression TO weir_app;
GRANT SELECT, INSERT, UPDATE ON weir.suppression_list TO weir_app;

-- To be forgotten: what is removed of whom, and how far that is. The handles that it goes by are in the vault until it is done.
-- phase and the places: where the next step goes on, see Erasing. pass: 0 the first; it is done when a whole one finds nothing.
CREATE TABLE weir.erasure (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint      NOT NULL,
    given        text[]      NOT NULL CHECK (cardinality(given) > 0),    -- sorts of handles it was asked for by
    suppresses   boolean     NOT NULL,
    destinations boolean     NOT NULL,                                  -- whether tables that are not Weir's are emptied, too
    known        text[]      NOT NULL DEFAULT '{}',                     -- keyed hashes of its handles, while tables elsewhere may have them
    troubles     text        NOT NULL DEFAULT '{}' CHECK (troubles IS JSON OBJECT),   -- table -> what could not be done
    phase        text        NOT NULL,
    pass         int         NOT NULL DEFAULT 0 CHECK (pass >= 0),
    place        bigint      NOT NULL DEFAULT 0,
    place_row    int         NOT NULL DEFAULT 0,
    place_key    bytea       NOT NULL DEFAULT '',
    changed      bigint      NOT NULL DEFAULT 0 CHECK (changed >= 0),    -- in this pass
    counts       text        NOT NULL DEFAULT '{}' CHECK (counts IS JSON OBJECT),   -- by what was cleaned
    due_at       timestamptz NOT NULL DEFAULT '-infinity',
    elsewhere_at timestamptz,                                           -- since when a part of tables elsewhere is tried
    tries        int         NOT NULL DEFAULT 0 CHECK (tries >= 0),     -- how often it was in vain
    requested_by text        NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT weir.now(),
    done_at      timestamptz,
    CHECK ((phase = 'done') = (done_at IS NOT NULL))
) WITH (fillfactor = 50);
CREATE INDEX erasure_of ON weir.erasure (workspace_id, id);
CREATE INDEX erasure_open ON weir.erasure (workspace_id, due_at) WHERE done_at IS NULL;

-- Rows of whom was erased. held_epoch: of the batch, while a run of it may hold what they were. quiet: nothing can come any more.
CREATE TABLE weir.erased_row (
    workspace_id bigint  NOT NULL,
    job_id       bigint  NOT NULL,
    row_idx      int     NOT NULL,
    erasure_id   bigint  NOT NULL,
    held_epoch   bigint,
    quiet        boolean NOT NULL DEFAULT false,
    PRIMARY KEY (job_id, row_idx)
);
CREATE INDEX erased_row_of ON weir.erased_row (erasure_id, job_id, row_idx);
CREATE INDEX erased_row_watched ON weir.erased_row (workspace_id, job_id, row_idx) WHERE NOT quiet;

-- What of them is known in tables elsewhere by a key that is none of their rows': of results that were reported or reused.
CREATE TABLE weir.erased_key (
    workspace_id bigint NOT NULL,
    erasure_id   bigint NOT NULL,
    weir_key     text   NOT NULL,                 -- <job>:<row>:<step>, or outside:<id>
    PRIMARY KEY (erasure_id, weir_key)
);

ALTER TABLE weir.job_row ADD COLUMN erased_at timestamptz;
ALTER TABLE weir.enrichment_record ADD COLUMN erased_at timestamptz;
ALTER TABLE weir.signal ADD COLUMN erased_at timestamptz;
ALTER TABLE weir.ticket_progress ADD COLUMN erased_at timestamptz;
ALTER TABLE weir.event ADD COLUMN erased_at timestamptz;
ALTER TABLE weir.webhook_attempt ADD COLUMN erased_at timestamptz;
ALTER TABLE weir.refund ADD COLUMN erased_at timestamptz;

DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['erasure', 'erased_row', 'erased_key']
    LOOP
        EXECUTE format('ALTER TABLE weir.%I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE weir.%I FORCE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('CREATE POLICY tenant ON weir.%I USING (workspace_id = ANY ((SELECT weir.workspaces())::bigint[]))',
                       tenant_table);
    END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON weir.erasure, weir.erased_row TO weir_app;
GRANT SELECT, INSERT ON weir.erased_key TO weir_app;

-- A text with [erased] for what a pattern finds in it. What was a JSON object or array is one afterwards: each of its strings
-- is read, and so is JSON that is kept in one; a number becomes a string.
CREATE FUNCTION weir.without(said text, pattern text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
DECLARE
    made text;
BEGIN
    IF said IS NULL OR said !~* pattern THEN
        RETURN said;
    END IF;
    IF NOT (said IS JSON OBJECT OR said IS JSON ARRAY) THEN
        RETURN regexp_replace(said, pattern, '[erased]', 'gi');
    END IF;
    SELECT string_agg(CASE
            WHEN piece !~* pattern THEN piece
            WHEN piece ~ '^-?[0-9]' THEN '"[erased]"'
            -- What PostgreSQL's text cannot hold is not read.
            WHEN piece ~ '\\u(?:0000|[dD][89a-fA-F])' THEN CASE
                WHEN regexp_replace(piece, pattern, '[erased]', 'gi') IS JSON
                THEN regexp_replace(piece, pattern, '[erased]', 'gi') ELSE '"[erased]"' END
            WHEN weir.without(piece::json #>> '{}', pattern) = piece::json #>> '{}' THEN piece
            ELSE to_json(weir.without(piece::json #>> '{}', pattern))::text END, '' ORDER BY n)
        INTO made
        FROM (SELECT m[1] AS piece, n
              FROM regexp_matches(said, '"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|[^"0-9-]+', 'g') WITH ORDINALITY AS t (m, n)) AS p;
    RETURN CASE WHEN made IS JSON THEN made WHEN said IS JSON OBJECT THEN '{}' ELSE '[]' END;
END $$;
REVOKE ALL ON FUNCTION weir.without(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION weir.without(text, text) TO weir_app;

-- What is only ever added to is emptied by these alone, which can do nothing else: they leave out what a row's subject is told
-- by, or put [erased] for what a pattern finds. Amounts, verdicts, ids and times stay. Each takes rows of the workspaces
-- that the transaction names.

CREATE FUNCTION weir.erase_records(of_job bigint, rows int[]) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH erased AS (
        UPDATE weir.enrichment_record r
        SET outputs = NULL, erased_at = weir.now(),
            -- What the books go by: why nobody was asked, and how a doubt was resolved.
            detail = CASE WHEN verdict IN ('not_asked', 'partial') OR starts_with(detail, 'resolved: ') THEN detail END
        WHERE workspace_id = ANY (weir.workspaces()) AND job_id = of_job AND row_idx = ANY (rows)
          AND (erased_at IS NULL OR outputs IS NOT NULL)
          AND EXISTS (SELECT FROM weir.erased_row e
                      WHERE e.workspace_id = r.workspace_id AND e.job_id = r.job_id AND e.row_idx = r.row_idx)
        RETURNING 1)
    SELECT count(*) FROM erased $$;

CREATE FUNCTION weir.erase_in_records(lo_job bigint, lo_row int, hi_job bigint, hi_row int, pattern text) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH erased AS (
        UPDATE weir.enrichment_record
        SET outputs = weir.without(outputs, pattern),
            detail = weir.without(detail, pattern), erased_at = weir.now()
        WHERE workspace_id = ANY (weir.workspaces()) AND (job_id, row_idx) > (lo_job, lo_row)
          AND (job_id, row_idx) <= (hi_job, hi_row) AND (weir.without(outputs, pattern) <> outputs OR weir.without(detail, pattern) <> detail)
        RETURNING 1)
    SELECT count(*) FROM erased $$;

CREATE FUNCTION weir.erase_signals(of_job bigint, rows int[]) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH erased AS (
        UPDATE weir.signal s SET payload = '{}', erased_at = weir.now()
        WHERE workspace_id = ANY (weir.workspaces()) AND job_id = of_job AND row_idx = ANY (rows) AND payload <> '{}'
          AND EXISTS (SELECT FROM weir.erased_row e
                      WHERE e.workspace_id = s.workspace_id AND e.job_id = s.job_id AND e.row_idx = s.row_idx)
        RETURNING 1)
    SELECT count(*) FROM erased $$;

CREATE FUNCTION weir.erase_progress(of_job bigint, rows int[]) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH erased AS (
        UPDATE weir.ticket_progress p SET message = '[erased]', data = NULL, erased_at = weir.now()
        FROM weir.ticket t
        WHERE t.workspace_id = ANY (weir.workspaces()) AND t.job_id = of_job AND t.row_idx = ANY (rows)
          AND p.ticket_id = t.id AND p.workspace_id = t.workspace_id AND p.erased_at IS NULL
          AND EXISTS (SELECT FROM weir.erased_row e
                      WHERE e.workspace_id = t.workspace_id AND e.job_id = t.job_id AND e.row_idx = t.row_idx)
        RETURNING 1)
    SELECT count(*) FROM erased $$;

CREATE FUNCTION weir.erase_in_signals(lo bigint, hi bigint, pattern text) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH erased AS (
        UPDATE weir.signal SET payload = weir.without(payload, pattern), erased_at = weir.now()
        WHERE workspace_id = ANY (weir.workspaces()) AND id > lo AND id <= hi AND weir.without(payload, pattern) <> payload
        RETURNING 1)
    SELECT count(*) FROM erased $$;

CREATE FUNCTION weir.erase_in_progress(lo bigint, hi bigint, pattern text) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH erased AS (
        UPDATE weir.ticket_progress
        SET message = weir.without(message, pattern),
            data = weir.without(data, pattern), erased_at = weir.now()
        WHERE workspace_id = ANY (weir.workspaces()) AND id > lo AND id <= hi AND (weir.without(message, pattern) <> message OR weir.without(data, pattern) <> data)
        RETURNING 1)
    SELECT count(*) FROM erased $$;

CREATE FUNCTION weir.erase_in_events(lo bigint, hi bigint, pattern text) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH erased AS (
        UPDATE weir.event SET body = weir.without(body, pattern), erased_at = weir.now()
        WHERE workspace_id = ANY (weir.workspaces()) AND id > lo AND id <= hi AND weir.without(body, pattern) <> body
        RETURNING 1)
    SELECT count(*) FROM erased $$;

CREATE FUNCTION weir.erase_in_attempts(lo bigint, hi bigint, pattern text) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH erased AS (
        UPDATE weir.webhook_attempt
        SET detail = weir.without(detail, pattern),
            response = weir.without(response, pattern), erased_at = weir.now()
        WHERE workspace_id = ANY (weir.workspaces()) AND id > lo AND id <= hi AND (weir.without(detail, pattern) <> detail OR weir.without(response, pattern) <> response)
        RETURNING 1)
    SELECT count(*) FROM erased $$;

CREATE FUNCTION weir.erase_in_refunds(pattern text) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH erased AS (
        UPDATE weir.refund SET reason = weir.without(reason, pattern), erased_at = weir.now()
        WHERE workspace_id = ANY (weir.workspaces()) AND weir.without(reason, pattern) <> reason
        RETURNING 1)
    SELECT count(*) FROM erased $$;

DO $$
DECLARE
    function_name text;
BEGIN
    FOREACH function_name IN ARRAY ARRAY['erase_records(bigint, int[])', 'erase_in_records(bigint, int, bigint, int, text)',
        'erase_signals(bigint, int[])', 'erase_progress(bigint, int[])', 'erase_in_signals(bigint, bigint, text)',
        'erase_in_progress(bigint, bigint, text)', 'erase_in_events(bigint, bigint, text)',
        'erase_in_attempts(bigint, bigint, text)', 'erase_in_refunds(text)']
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION weir.%s FROM PUBLIC', function_name);
        EXECUTE format('GRANT EXECUTE ON FUNCTION weir.%s TO weir_app', function_name);
    END LOOP;
END $$;
