-- Events, written in the transaction of what they tell of, and the webhooks that carry them to customers' servers.

-- ------------------------------------------------------------------------------------------------------------ events

-- How many events a job has had: the newest one's sequence.
ALTER TABLE weir.job_state
    ADD COLUMN events bigint NOT NULL DEFAULT 0;

-- tells_rows: somebody wanted to hear of rows when the job was submitted, so flushes write row.completed.
-- reopened: rows of it that were final have been opened again, see weir.reopened_row.
ALTER TABLE weir.batch
    ADD COLUMN tells_rows boolean NOT NULL DEFAULT false,
    ADD COLUMN reopened   boolean NOT NULL DEFAULT false;

-- Exempt: rows that were final, in doubt, and are being asked again; their next end is told as row.updated.
CREATE TABLE weir.reopened_row (
    job_id  bigint NOT NULL,
    row_idx int    NOT NULL,
    PRIMARY KEY (job_id, row_idx)
);

-- What was told, byte by byte. Append-only. sequence: 1, 2, … within the job; null for events of no job.
CREATE TABLE weir.event (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint      NOT NULL,
    public_id    text        NOT NULL,            -- evt_…, told to receivers
    type         text        NOT NULL,
    job_id       bigint,
    sequence     bigint      CHECK (sequence > 0),
    body         text        NOT NULL,            -- JSON
    at           timestamptz NOT NULL,
    CHECK ((job_id IS NULL) = (sequence IS NULL))
);
CREATE UNIQUE INDEX event_sequence ON weir.event (job_id, sequence) WHERE job_id IS NOT NULL;

-- ---------------------------------------------------------------------------------------------------------- webhooks

-- Its secrets are in the vault, by number. Until previous_until the one before the newest signs, too.
CREATE TABLE weir.webhook (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint      NOT NULL,
    callback_url    text        NOT NULL,
    event_types     text[]      NOT NULL CHECK (cardinality(event_types) > 0),
    is_active       boolean     NOT NULL,
    disabled_reason text        CHECK (disabled_reason IN ('gone')),
    secret_number   int         NOT NULL DEFAULT 1 CHECK (secret_number > 0),
    previous_until  timestamptz,
    created_at      timestamptz NOT NULL DEFAULT weir.now(),
    updated_at      timestamptz NOT NULL DEFAULT weir.now(),
    CHECK (previous_until IS NULL OR secret_number > 1),
    CHECK (disabled_reason IS NULL OR NOT is_active)
);
CREATE INDEX webhook_workspace ON weir.webhook (workspace_id, id);

-- Exempt: ids, states and times only, claimed by nodes that serve all tenants.
-- state: 0 pending, due at due_at; 1 delivered; 2 dead; 3 held, since its webhook is inactive.
-- A claim raises epoch and moves due_at beyond the time a try can take: who dies meanwhile leaves it due by itself.
CREATE TABLE weir.webhook_delivery (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint      NOT NULL,
    webhook_id   bigint      NOT NULL,
    event_id     bigint      NOT NULL,
    state        smallint    NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3),
    tries        smallint    NOT NULL DEFAULT 0 CHECK (tries >= 0),   -- since it was made or last replayed
    epoch        bigint      NOT NULL DEFAULT 0,
    due_at       timestamptz NOT NULL,
    created_at   timestamptz NOT NULL,
    ended_at     timestamptz,
    CHECK ((state IN (1, 2)) = (ended_at IS NOT NULL))
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX webhook_delivery_event ON weir.webhook_delivery (webhook_id, event_id);
CREATE INDEX webhook_delivery_due ON weir.webhook_delivery (webhook_id, due_at, id) WHERE state = 0;
CREATE INDEX webhook_delivery_state ON weir.webhook_delivery (webhook_id, state, event_id);

-- One try of a delivery. Append-only. status: of the answer; null when there was none.
CREATE TABLE weir.webhook_attempt (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint      NOT NULL,
    delivery_id  bigint      NOT NULL,
    status       int,
    detail       text,                            -- why there was no answer
    response     text,                            -- how the answer's body begins
    took_ms      int         NOT NULL,
    at           timestamptz NOT NULL
);
CREATE INDEX webhook_attempt_delivery ON weir.webhook_attempt (delivery_id, id);

DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['event', 'webhook', 'webhook_attempt']
    LOOP
        EXECUTE format('ALTER TABLE weir.%I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE weir.%I FORCE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('CREATE POLICY tenant ON weir.%I USING (workspace_id = ANY ((SELECT weir.workspaces())::bigint[]))',
                       tenant_table);
        EXECUTE format('CREATE POLICY global ON weir.%I FOR SELECT USING (workspace_id = 0)', tenant_table);
    END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE, DELETE ON weir.webhook, weir.webhook_delivery, weir.reopened_row TO weir_app;
GRANT SELECT, INSERT ON weir.event, weir.webhook_attempt TO weir_app;
