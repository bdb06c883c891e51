-- Results go where their step's row in the registry says, and every result is logged.

-- --------------------------------------------------------------------------------------------------------- companies

-- The companies that a workspace knows, each by one domain.
CREATE TABLE weir.companies (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint      NOT NULL,
    domain       text        NOT NULL CHECK (domain <> ''),   -- canonical, as company.domain is
    name         text,
    created_at   timestamptz NOT NULL DEFAULT weir.now(),
    updated_at   timestamptz NOT NULL DEFAULT weir.now()
);
CREATE UNIQUE INDEX companies_domain ON weir.companies (workspace_id, domain);

-- Null: the row belongs to its job alone.
ALTER TABLE weir.job_row ADD COLUMN company_id bigint;

-- ------------------------------------------------------------------------------------------------- where results go

ALTER TABLE weir.enrichment_registry
    ADD COLUMN destination_write_mode  text   CHECK (destination_write_mode IN ('insert', 'upsert', 'update_if_blank')),
    ADD COLUMN destination_key_columns text[] NOT NULL DEFAULT '{}',     -- what upsert and update_if_blank find a row by
    ADD CHECK (destination_db IN ('hq', 'workspace')) NOT VALID,
    ADD CHECK (destination_db IS NOT NULL OR (destination_write_mode IS NULL AND destination_key_columns = '{}'));

CREATE OR REPLACE FUNCTION weir.registry_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before weir.enrichment_registry;
BEGIN
    SELECT * INTO before FROM weir.enrichment_registry
        WHERE workspace_id = NEW.workspace_id AND workflow_slug = NEW.workflow_slug
        ORDER BY version DESC LIMIT 1;
    IF FOUND AND before.workflow_id <> NEW.workflow_id THEN
        RAISE EXCEPTION 'step % is workflow %; a version of it needs that workflow_id', NEW.workflow_slug, before.workflow_id
            USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM weir.enrichment_registry
               WHERE workspace_id = NEW.workspace_id AND workflow_id = NEW.workflow_id
                   AND workflow_slug <> NEW.workflow_slug) THEN
        RAISE EXCEPTION 'workflow % has another name; a step keeps its name', NEW.workflow_id
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.version <> coalesce(before.version, 0) + 1 THEN
        RAISE EXCEPTION 'the next version of step % is %, not %', NEW.workflow_slug, coalesce(before.version, 0) + 1, NEW.version
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.destination_db IS NULL THEN
        NEW.destination_db := before.destination_db;
        NEW.destination_table_name := before.destination_table_name;
        NEW.destination_field_mappings := before.destination_field_mappings;
        NEW.destination_write_mode := before.destination_write_mode;
        NEW.destination_key_columns := coalesce(before.destination_key_columns, '{}');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION weir.registry_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    OLD.destination_db := NEW.destination_db;
    OLD.destination_table_name := NEW.destination_table_name;
    OLD.destination_field_mappings := NEW.destination_field_mappings;
    OLD.destination_write_mode := NEW.destination_write_mode;
    OLD.destination_key_columns := NEW.destination_key_columns;
    OLD.retired_at := NEW.retired_at;
    IF OLD::text <> NEW::text THEN
        RAISE EXCEPTION 'version % of step % does not change; insert the next one', OLD.version, OLD.workflow_slug
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

GRANT UPDATE (destination_write_mode, destination_key_columns) ON weir.enrichment_registry TO weir_app;

-- The database that a workspace connects. Its password is in the vault.
CREATE TABLE weir.workspace_database (
    workspace_id  bigint      PRIMARY KEY,
    host          text        NOT NULL,
    port          int         NOT NULL CHECK (port BETWEEN 1 AND 65535),
    database_name text        NOT NULL,
    user_name     text        NOT NULL,
    tls           text        NOT NULL CHECK (tls IN ('disable', 'require', 'verify-full')),
    set_by        text        NOT NULL,
    set_at        timestamptz NOT NULL DEFAULT weir.now()
);

-- A table at a database, and how it fares. One node at a time writes to it, under its lease; failures: in a row, of the
-- table or its database and not of single results; nothing is tried before retry_at.
CREATE TABLE weir.destination (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint      NOT NULL,
    db           text        NOT NULL CHECK (db IN ('hq', 'workspace')),
    table_name   text        NOT NULL,
    epoch        bigint      NOT NULL DEFAULT 0,
    lease_until  timestamptz NOT NULL DEFAULT '-infinity',
    failures     int         NOT NULL DEFAULT 0 CHECK (failures >= 0),
    retry_at     timestamptz NOT NULL DEFAULT '-infinity',
    failing_since timestamptz,
    error        text,                            -- of the newest failure, without any value
    written      bigint      NOT NULL DEFAULT 0 CHECK (written >= 0),
    written_at   timestamptz,
    created_at   timestamptz NOT NULL DEFAULT weir.now(),
    CHECK ((failures = 0) = (failing_since IS NULL))
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX destination_table ON weir.destination (workspace_id, db, table_name);

-- --------------------------------------------------------------------------------------------------------- the outbox

-- What was reported from outside for a step: by functions of users' own, and thin receivers.
CREATE TABLE weir.outside_result (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id   bigint      NOT NULL,
    workflow_id    uuid        NOT NULL,
    company_id     bigint,
    company_domain text,
    data           text        NOT NULL,          -- JSON object: result field -> value
    batch_id       bigint,                        -- the job that it is of, where the reporter says one
    reported_by    text        NOT NULL,
    at             timestamptz NOT NULL DEFAULT weir.now()
);

-- Exempt: ids, states and times only. Results whose way is not over: each is to be written where its step's row says, and
-- logged; then it is deleted. Written in the transaction that settles its cell. In the order of ids, as far as they share a
-- target key. cell_state and reason: of the cell, see weir.cell; of a result from outside 2 and null.
-- state: 0 pending, due at due_at; 1 dead, given up. target_key: a digest of what it is found by at its destination, once it
-- was tried in vain and holds up those of the same key behind it.
CREATE TABLE weir.result (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint      NOT NULL,
    workflow_id  uuid        NOT NULL,
    job_id       bigint      NOT NULL,            -- 0: from outside
    row_idx      int         NOT NULL,
    step         smallint    NOT NULL,
    outside_id   bigint,                          -- weir.outside_result
    cell_state   smallint    NOT NULL CHECK (cell_state BETWEEN 2 AND 7),
    reason       text,
    state        smallint    NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 1),
    tries        smallint    NOT NULL DEFAULT 0 CHECK (tries >= 0),
    target_key   bytea,
    due_at       timestamptz NOT NULL DEFAULT '-infinity',
    at           timestamptz NOT NULL,
    CHECK ((job_id = 0) = (outside_id IS NOT NULL))
) WITH (fillfactor = 90);
CREATE INDEX result_pending ON weir.result (workspace_id, workflow_id, id) WHERE state = 0;
CREATE INDEX result_tried ON weir.result (workspace_id, workflow_id, id) WHERE target_key IS NOT NULL OR state = 1;

-- ------------------------------------------------------------------------------------------------------------ the log

-- Every result, when its way was over. batch_id is the job's id (no batch of ours), row_index the row's number in it, from 0.
CREATE TABLE weir.enrichment_results_log (
    id             bigint GENERATED ALWAYS AS IDENTITY,
    workspace_id   bigint      NOT NULL,
    result_id      bigint      NOT NULL,          -- of weir.result, while it was there
    workflow_id    uuid        NOT NULL,
    workflow_slug  text        NOT NULL,
    company_id     bigint,
    company_domain text,
    play_name      text        NOT NULL,          -- the blueprint; manual: run or reported by hand
    step_number    int         NOT NULL,          -- overall_step_number, else the position in the blueprint, from 1
    status         text        NOT NULL CHECK (status IN ('stored', 'failed_to_enrich', 'failed_to_deliver', 'skipped')),
    result_table   text,                          -- hq.<table> or workspace.<table>; null: Weir's own alone
    batch_id       bigint,
    row_index      int,
    error          text,
    at             timestamptz NOT NULL DEFAULT weir.now(),
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
CREATE INDEX enrichment_results_log_newest ON weir.enrichment_results_log (workspace_id, id);
CREATE INDEX enrichment_results_log_batch ON weir.enrichment_results_log (workspace_id, batch_id, row_index);
CREATE INDEX enrichment_results_log_company ON weir.enrichment_results_log (workspace_id, company_id, id)
    WHERE company_id IS NOT NULL;
-- For times no partition was made for. The program has no rights on partitions: it reads them through their table alone.
CREATE TABLE weir.enrichment_results_log_other PARTITION OF weir.enrichment_results_log DEFAULT;

-- Where a company's step of a play is complete: once for each, with what its newest result was.
CREATE TABLE weir.company_play_step_completions (
    workspace_id  bigint      NOT NULL,
    company_id    bigint      NOT NULL,
    play_name     text        NOT NULL,
    workflow_id   uuid        NOT NULL,
    workflow_slug text        NOT NULL,
    step_number   int         NOT NULL,
    result_id     bigint      NOT NULL,
    batch_id      bigint,                         -- the job, row and step whose cell has the values; or
    row_index     int,
    step          smallint,
    outside_id    bigint,                         -- what was reported
    completed_at  timestamptz NOT NULL DEFAULT weir.now(),   -- for the first time
    updated_at    timestamptz NOT NULL DEFAULT weir.now(),
    PRIMARY KEY (workspace_id, company_id, play_name, workflow_id)
);
CREATE INDEX company_play_step_completions_step
    ON weir.company_play_step_completions (workspace_id, workflow_id, company_id);

DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['companies', 'workspace_database', 'destination', 'outside_result',
                                        'enrichment_results_log', 'enrichment_results_log_other',
                                        'company_play_step_completions']
    LOOP
        EXECUTE format('ALTER TABLE weir.%I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE weir.%I FORCE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('CREATE POLICY tenant ON weir.%I USING (workspace_id = ANY ((SELECT weir.workspaces())::bigint[]))',
                       tenant_table);
        EXECUTE format('CREATE POLICY global ON weir.%I FOR SELECT USING (workspace_id = 0)', tenant_table);
    END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE, DELETE ON weir.companies, weir.workspace_database, weir.destination, weir.outside_result,
    weir.result, weir.enrichment_results_log, weir.company_play_step_completions TO weir_app;
