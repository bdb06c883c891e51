-- The first migration: schema, time, tenancy, jobs, money, memory.
--
-- Run by the owner. The program itself connects as weir_app (made before, by whoever administers the server), which
-- owns nothing and so can neither switch row-level security off nor rewrite what is append-only.
--
-- Amounts are integers of 1/1000 credit. Rows of a job are numbered from 0. Codes (smallint) are the ones of the Java
-- enums that write them; each is listed where it stands.

-- ---------------------------------------------------------------------------------------------------------- time

-- Every durable time comes from weir.now(); tests crank its one-row offset by hand.
CREATE TABLE weir.clock (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    ahead    interval NOT NULL DEFAULT interval '0'
);
INSERT INTO weir.clock DEFAULT VALUES;

CREATE FUNCTION weir.now() RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT statement_timestamp() + ahead FROM weir.clock $$;

-- ------------------------------------------------------------------------------------------------------- tenancy

-- Exempt from row-level security: it is the list of tenants itself.
CREATE TABLE weir.workspace (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text        NOT NULL UNIQUE,
    sandbox    boolean     NOT NULL,
    auto_grant boolean     NOT NULL,
    created_at timestamptz NOT NULL DEFAULT weir.now()
);

-- A transaction names the tenants it touches. Without that, or after it, every tenant table is empty or refuses.
CREATE FUNCTION weir.workspaces() RETURNS bigint[]
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT NULLIF(current_setting('app.workspaces', true), '')::bigint[] $$;

-- ---------------------------------------------------------------------------------------------------------- jobs

CREATE TABLE weir.job (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id     bigint      NOT NULL,
    name             text        NOT NULL,
    fingerprint      bytea,                       -- what makes two submits the same; unique in its workspace
    plan             text        NOT NULL,        -- JSON: steps, waterfalls, prices, pinned at submit
    on_doubt         text        NOT NULL CHECK (on_doubt IN ('HOLD', 'SKIP', 'RETRY')),
    max_credits      bigint      CHECK (max_credits >= 0),
    max_row_credits  bigint      CHECK (max_row_credits >= 0),
    worst_row        bigint      NOT NULL CHECK (worst_row >= 0),   -- what one row can cost at worst
    fresh            boolean     NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT weir.now()
);
CREATE UNIQUE INDEX job_fingerprint ON weir.job (workspace_id, fingerprint) WHERE fingerprint IS NOT NULL;

-- Exempt: ids, states, counts and times only, read by engines that serve all tenants.
CREATE TABLE weir.job_state (
    job_id       bigint PRIMARY KEY,
    workspace_id bigint      NOT NULL,
    status       text        NOT NULL CHECK (status IN
                     ('pending', 'running', 'completed', 'failed', 'partially_completed', 'cancelled')),
    paused       boolean     NOT NULL DEFAULT false,
    phase        text        NOT NULL CHECK (phase IN ('ingesting', 'running', 'waiting', 'closing', 'closed')),
    total_rows   int         NOT NULL DEFAULT 0,
    started_at   timestamptz,
    completed_at timestamptz,
    closed_at    timestamptz
) WITH (fillfactor = 50);
CREATE INDEX job_state_open ON weir.job_state (job_id) WHERE phase <> 'closed';

CREATE TABLE weir.job_row (
    workspace_id bigint NOT NULL,
    job_id       bigint NOT NULL,
    row_idx      int    NOT NULL,
    input        text   NOT NULL,                 -- JSON: canonical field -> value
    PRIMARY KEY (job_id, row_idx)
);

-- Exempt: the unit of scheduling and leasing, never of a row's state.
-- state: 0 due at due_at, 1 leased, 2 done. Rows lo <= row_idx < hi.
CREATE TABLE weir.batch (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id         bigint      NOT NULL,
    workspace_id   bigint      NOT NULL,
    lo             int         NOT NULL,
    hi             int         NOT NULL CHECK (hi > lo),
    state          smallint    NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 2),
    due_at         timestamptz NOT NULL DEFAULT '-infinity',
    epoch          bigint      NOT NULL DEFAULT 0,
    node           bigint,
    lease_until    timestamptz,
    wakes          bigint      NOT NULL DEFAULT 0,   -- wakes received
    wakes_taken    bigint      NOT NULL DEFAULT 0,   -- wakes the present or last run began with
    open_rows      int         NOT NULL CHECK (open_rows >= 0),
    completed_rows int         NOT NULL DEFAULT 0 CHECK (completed_rows >= 0),
    failed_rows    int         NOT NULL DEFAULT 0 CHECK (failed_rows >= 0),
    doubt_rows     int         NOT NULL DEFAULT 0 CHECK (doubt_rows BETWEEN 0 AND failed_rows),
    progress       bigint      NOT NULL DEFAULT 0,   -- grows with every settlement
    progress_seen  bigint      NOT NULL DEFAULT 0,   -- progress when the present or last run began
    crashes        int         NOT NULL DEFAULT 0,   -- runs in a row that crashed and settled nothing
    CHECK (open_rows + completed_rows + failed_rows = hi - lo),
    CHECK (state <> 2 OR open_rows = 0),
    CHECK ((state = 1) = (lease_until IS NOT NULL))
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX batch_place ON weir.batch (job_id, lo);
CREATE INDEX batch_due ON weir.batch (job_id, id) WHERE state = 0;
CREATE INDEX batch_leased ON weir.batch (id) WHERE state = 1;

-- Exempt: how often a row stood alone in a run that crashed (the poison rule).
CREATE TABLE weir.poison (
    job_id  bigint NOT NULL,
    row_idx int    NOT NULL,
    crashes int    NOT NULL,
    PRIMARY KEY (job_id, row_idx)
);

-- Exempt: the processes that run batches.
CREATE TABLE weir.node (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    home       uuid        NOT NULL,
    started_at timestamptz NOT NULL DEFAULT weir.now(),
    beat_until timestamptz NOT NULL,
    ended_at   timestamptz
);

-- state: 1 waiting, 2 completed, 3 failed, 4 skipped, 5 in doubt, 6 cancelled, 7 dead; reason: see CellRecord.
-- row_end is set on the cell that made its row final: 1 completed, 2 failed, 3 failed and in doubt.
CREATE TABLE weir.cell (
    workspace_id bigint      NOT NULL,
    job_id       bigint      NOT NULL,
    row_idx      int         NOT NULL,
    step         smallint    NOT NULL,
    state        smallint    NOT NULL CHECK (state BETWEEN 1 AND 7),
    reason       text,
    kept         text,                            -- JSON: field -> [value, place it came from]
    missing      text,                            -- fields that stayed empty, comma-separated
    row_end      smallint    NOT NULL CHECK (row_end BETWEEN 0 AND 3),
    epoch        bigint      NOT NULL,
    at           timestamptz NOT NULL,
    PRIMARY KEY (job_id, row_idx, step)
) WITH (fillfactor = 90);

-- --------------------------------------------------------------------------------------------------------- money

-- kind: 1 workspace, 2 job, 3 revenue, 4 grants. Revenue and grants keep no balance: it is the sum of their transfers.
CREATE TABLE weir.account (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint   NOT NULL,
    kind         smallint NOT NULL CHECK (kind BETWEEN 1 AND 4),
    job_id       bigint   NOT NULL DEFAULT 0,
    balance      bigint   NOT NULL DEFAULT 0 CHECK (balance >= 0),
    held         bigint   NOT NULL DEFAULT 0 CHECK (held >= 0),     -- all that was ever held for the job
    posted       bigint   NOT NULL DEFAULT 0 CHECK (posted >= 0),
    open         bigint   NOT NULL DEFAULT 0 CHECK (open >= 0),     -- sum of open intents
    doubt        bigint   NOT NULL DEFAULT 0 CHECK (doubt >= 0),    -- sum of intents in doubt
    accepting    boolean  NOT NULL DEFAULT true,                    -- false: no new intent (paused, cancelled)
    CHECK (open + doubt <= balance OR kind <> 2)
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX account_owner ON weir.account (workspace_id, kind, job_id);

-- One row is one balanced movement from the debit to the credit account.
-- kind: 1 grant, 2 hold, 3 post, 4 release, 5 refund.
CREATE TABLE weir.transfer (
    id           bigint GENERATED ALWAYS AS IDENTITY,
    workspace_id bigint      NOT NULL,
    debit        bigint      NOT NULL,
    credit       bigint      NOT NULL CHECK (credit <> debit),
    amount       bigint      NOT NULL CHECK (amount > 0),
    kind         smallint    NOT NULL CHECK (kind BETWEEN 1 AND 5),
    job_id       bigint      NOT NULL DEFAULT 0,
    row_idx      int         NOT NULL DEFAULT 0,
    step         smallint    NOT NULL DEFAULT 0,
    place        smallint    NOT NULL DEFAULT 0,
    at           timestamptz NOT NULL
);
CREATE UNIQUE INDEX transfer_post ON weir.transfer (job_id, row_idx, step, place) WHERE kind = 3;
CREATE INDEX transfer_other ON weir.transfer (workspace_id, id) WHERE kind <> 3;

-- ---------------------------------------------------------------------------------------------------- enrichment

-- The durable note that a call is about to leave; it stands until the call is settled. While it stands, nobody in the
-- workspace asks the same question. state: 0 open, 1 in doubt, 2 to be repeated (a person said so).
CREATE TABLE weir.intent (
    workspace_id bigint      NOT NULL,
    answer_key   bytea       NOT NULL,
    job_id       bigint      NOT NULL,
    row_idx      int         NOT NULL,
    step         smallint    NOT NULL,
    place        smallint    NOT NULL,
    attempt      smallint    NOT NULL DEFAULT 1,
    amount       bigint      NOT NULL CHECK (amount >= 0),
    possible     bigint      NOT NULL DEFAULT 0,   -- vendor cost of earlier attempts, which may have been charged
    state        smallint    NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 2),
    epoch        bigint      NOT NULL,             -- of the lease under which it was written; no call leaves after it
    at           timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, answer_key)
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX intent_asking ON weir.intent (job_id, row_idx, step, place);

-- One provider's outcome for one asking of one cell. Append-only. kind: 1 asked, 2 remembered, 3 followed, 4 not asked.
CREATE TABLE weir.enrichment_record (
    workspace_id    bigint      NOT NULL,
    job_id          bigint      NOT NULL,
    row_idx         int         NOT NULL,
    step            smallint    NOT NULL,
    place           smallint    NOT NULL,
    late            boolean     NOT NULL DEFAULT false,
    kind            smallint    NOT NULL CHECK (kind BETWEEN 1 AND 4),
    verdict         text        NOT NULL,
    detail          text,
    outputs         text,                          -- JSON: field -> value, all that the provider gave
    kept            text,                          -- comma-separated fields that were accepted
    charged         bigint      NOT NULL CHECK (charged >= 0),
    vendor_certain  bigint      NOT NULL CHECK (vendor_certain >= 0),
    vendor_possible bigint      NOT NULL CHECK (vendor_possible >= 0),
    vendor_reported boolean     NOT NULL,
    attempt         smallint    NOT NULL,
    tries           smallint    NOT NULL,
    latency_ms      int         NOT NULL,
    answer_key      bytea,
    epoch           bigint      NOT NULL,
    at              timestamptz NOT NULL,
    PRIMARY KEY (job_id, row_idx, step, place, late),
    CHECK (kind = 1 OR charged = 0)
);

-- Cells that are in doubt because the call they wanted to share is; they are resolved with it.
CREATE TABLE weir.follower (
    workspace_id bigint   NOT NULL,
    answer_key   bytea    NOT NULL,                -- of the intent in doubt
    job_id       bigint   NOT NULL,
    row_idx      int      NOT NULL,
    PRIMARY KEY (workspace_id, answer_key, job_id, row_idx)
);

-- What providers have answered: memory (never pay twice) and raw evidence in one.
-- kind: 1 found, 2 not found, 3 blocked. body is deflated when packed.
CREATE TABLE weir.answer (
    workspace_id bigint      NOT NULL,
    answer_key   bytea       NOT NULL,
    kind         smallint    NOT NULL CHECK (kind BETWEEN 1 AND 3),
    outputs      text,
    body         bytea       NOT NULL,
    packed       boolean     NOT NULL,
    request_id   text,
    job_id       bigint      NOT NULL,             -- who asked
    row_idx      int         NOT NULL,
    step         smallint    NOT NULL,
    place        smallint    NOT NULL,
    fresh_until  timestamptz NOT NULL,
    at           timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, answer_key)
);

-- Replies of owners that had lost their lease by the time they wanted to settle: paid answers are never thrown away.
CREATE TABLE weir.evidence (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint      NOT NULL,
    job_id       bigint      NOT NULL,
    row_idx      int         NOT NULL,
    step         smallint    NOT NULL,
    place        smallint    NOT NULL,
    attempt      smallint    NOT NULL,
    reply        text        NOT NULL,             -- JSON of the reply
    body         bytea       NOT NULL,
    at           timestamptz NOT NULL
);
CREATE INDEX evidence_asking ON weir.evidence (job_id, row_idx);

-- -------------------------------------------------------------------------------------------- tenancy, enforced

DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['job', 'job_row', 'cell', 'account', 'transfer', 'intent',
                                        'enrichment_record', 'follower', 'answer', 'evidence']
    LOOP
        EXECUTE format('ALTER TABLE weir.%I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE weir.%I FORCE ROW LEVEL SECURITY', tenant_table);
        -- The sub-select makes the setting an init plan: read once a statement, not once a row.
        EXECUTE format('CREATE POLICY tenant ON weir.%I USING (workspace_id = ANY ((SELECT weir.workspaces())::bigint[]))',
                       tenant_table);
        EXECUTE format('CREATE POLICY global ON weir.%I FOR SELECT USING (workspace_id = 0)', tenant_table);
    END LOOP;
END $$;

GRANT USAGE ON SCHEMA weir TO weir_app;
GRANT SELECT ON weir.clock, weir.workspace TO weir_app;
GRANT INSERT ON weir.workspace TO weir_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON weir.job, weir.job_state, weir.job_row, weir.batch, weir.poison, weir.node,
    weir.cell, weir.account, weir.intent, weir.follower, weir.answer, weir.evidence TO weir_app;
-- Append-only: what happened to money and what a provider said can be added to, never rewritten.
GRANT SELECT, INSERT ON weir.transfer, weir.enrichment_record TO weir_app;
