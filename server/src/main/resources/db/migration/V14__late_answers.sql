-- Answers that come later: submissions, the tickets that stand for each cell's answer, what has come in, and signals.

-- --------------------------------------------------------------------------------------------------- waiting intents

-- state 3: waits for an answer that comes later; its ticket says until when. No new lease makes a doubt of it.
ALTER TABLE weir.intent DROP CONSTRAINT intent_state_check;
ALTER TABLE weir.intent ADD CONSTRAINT intent_state_check CHECK (state BETWEEN 0 AND 3);

-- ------------------------------------------------------------------------------------------------------- submissions

-- A gathered call to an operation that answers later. Never of two workspaces.
-- state: 0 leaving (who sends it holds it until lease_until; after that nobody knows whether it left), 1 with the vendor,
--        2 ended (nothing more is expected), 3 refused (nothing was taken; its tickets wait for another one).
CREATE TABLE weir.submission (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint      NOT NULL,
    provider     text        NOT NULL,
    operation    text        NOT NULL,
    token_hash   bytea       NOT NULL,            -- SHA-256 of the token in its call-back address, which is kept nowhere else
    vendor_id    text,                            -- the vendor's name of it, once known
    items        int         NOT NULL CHECK (items > 0),
    state        smallint    NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3),
    lost         boolean     NOT NULL DEFAULT false,  -- whether nobody knows that the vendor has it
    lease_until  timestamptz,                     -- of who sends it or asks how far it is
    poll_at      timestamptz,                     -- null: it is not asked
    polls        int         NOT NULL DEFAULT 0 CHECK (polls >= 0),
    deadline     timestamptz NOT NULL,
    vendor_total bigint      CHECK (vendor_total >= 0),   -- what the vendor says all of it cost, in 1/1000 of its unit
    detail       text,                            -- why it was refused or lost, what the vendor says is wrong
    created_at   timestamptz NOT NULL,
    sent_at      timestamptz,
    ended_at     timestamptz,
    CHECK ((state IN (2, 3)) = (ended_at IS NOT NULL))
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX submission_token ON weir.submission (workspace_id, token_hash);
CREATE INDEX submission_leaving ON weir.submission (workspace_id, lease_until) WHERE state = 0;
CREATE INDEX submission_poll ON weir.submission (workspace_id, poll_at) WHERE state = 1 AND poll_at IS NOT NULL;

-- ----------------------------------------------------------------------------------------------------------- tickets

-- What stands for one cell's late answer.
-- kind:  1 an operation's answer (its intent is in state 3 while the ticket is 0 or 1), 2 an event that a step awaits.
-- state: 0 gathered (to be handed over at due_at or later), 1 out, 2 answered (see weir.evidence), 3 timed out,
--        4 cancelled.
CREATE TABLE weir.ticket (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id  bigint      NOT NULL,
    job_id        bigint      NOT NULL,
    row_idx       int         NOT NULL,
    step          smallint    NOT NULL,
    place         smallint    NOT NULL,
    attempt       smallint    NOT NULL DEFAULT 1,
    kind          smallint    NOT NULL CHECK (kind BETWEEN 1 AND 2),
    key           text        NOT NULL,           -- the item's key: unguessable; of an http-function its credential
    provider      text,
    operation     text,
    ask           text,                           -- JSON: inputs, wanted, idempotency key
    events        text[],                         -- of kind 2: any of these names answers it
    submission_id bigint,
    state         smallint    NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 4),
    tries         smallint    NOT NULL DEFAULT 0, -- submissions that were refused or told of trouble
    due_at        timestamptz NOT NULL,
    deadline      timestamptz NOT NULL,           -- of a gathered one it begins to run when it is handed over
    created_at    timestamptz NOT NULL,
    sent_at       timestamptz,
    ended_at      timestamptz,
    CHECK ((kind = 1) = (provider IS NOT NULL AND operation IS NOT NULL AND ask IS NOT NULL)),
    CHECK ((kind = 2) = (events IS NOT NULL)),
    CHECK (state <> 0 OR submission_id IS NULL),
    CHECK ((state IN (2, 3, 4)) = (ended_at IS NOT NULL))
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX ticket_asking ON weir.ticket (job_id, row_idx, step, place, attempt);
CREATE UNIQUE INDEX ticket_key ON weir.ticket (workspace_id, key);
CREATE INDEX ticket_gathered ON weir.ticket (workspace_id, provider, operation, due_at, id) WHERE state = 0 AND kind = 1;
CREATE INDEX ticket_deadline ON weir.ticket (workspace_id, deadline) WHERE state = 1;
CREATE INDEX ticket_submission ON weir.ticket (submission_id) WHERE submission_id IS NOT NULL;
CREATE INDEX ticket_waiting ON weir.ticket (job_id, row_idx) WHERE state IN (0, 1);
CREATE INDEX ticket_timed_out ON weir.ticket (job_id, row_idx) WHERE state = 3;

-- What a worker said of its progress. Append-only.
CREATE TABLE weir.ticket_progress (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint      NOT NULL,
    ticket_id    bigint      NOT NULL,
    message      text        NOT NULL,
    data         text,                            -- JSON
    at           timestamptz NOT NULL
);
CREATE INDEX ticket_progress_ticket ON weir.ticket_progress (ticket_id, id);

-- ------------------------------------------------------------------------------------------------------------- inbox

-- What came in, verbatim, before anything was made of it. A sweep of what is not processed is the correctness path.
-- kind: 1 a call-back, 2 a worker's result, 3 a worker's failure.
-- effect: what was made of it, see docs/reference/late-answers.md.
CREATE TABLE weir.inbox (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id  bigint      NOT NULL,
    kind          smallint    NOT NULL CHECK (kind BETWEEN 1 AND 3),
    submission_id bigint,
    ticket_id     bigint,
    headers       text        NOT NULL,           -- JSON, without what is secret
    body          bytea       NOT NULL,
    hash          bytea       NOT NULL,           -- SHA-256 of the body: the same thing twice has one effect
    received_at   timestamptz NOT NULL,
    copies        int         NOT NULL DEFAULT 1, -- how often it came
    tries         smallint    NOT NULL DEFAULT 0,
    due_at        timestamptz NOT NULL,
    processed_at  timestamptz,
    effect        text,
    CHECK ((kind = 1) = (ticket_id IS NULL)),
    CHECK ((kind = 1) = (submission_id IS NOT NULL)),
    CHECK ((processed_at IS NULL) = (effect IS NULL))
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX inbox_once ON weir.inbox (workspace_id, kind, coalesce(submission_id, 0), coalesce(ticket_id, 0), hash);
CREATE INDEX inbox_open ON weir.inbox (workspace_id, due_at, id) WHERE processed_at IS NULL;
CREATE INDEX inbox_ticket ON weir.inbox (ticket_id, id) WHERE ticket_id IS NOT NULL;
CREATE INDEX inbox_submission ON weir.inbox (submission_id, id) WHERE submission_id IS NOT NULL;

-- ----------------------------------------------------------------------------------------------------------- signals

-- An event from outside for one row of a job, or for all. Append-only. sequence: 1, 2, … within the job.
CREATE TABLE weir.signal (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint      NOT NULL,
    job_id       bigint      NOT NULL,
    row_idx      int,                             -- null: every row
    name         text        NOT NULL,
    payload      text        NOT NULL,            -- JSON
    at           timestamptz NOT NULL
);
CREATE INDEX signal_job ON weir.signal (job_id, name, row_idx, id);

-- ------------------------------------------------------------------------------------------------- tenancy, enforced

DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['submission', 'ticket', 'ticket_progress', 'inbox', 'signal']
    LOOP
        EXECUTE format('ALTER TABLE weir.%I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE weir.%I FORCE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('CREATE POLICY tenant ON weir.%I USING (workspace_id = ANY ((SELECT weir.workspaces())::bigint[]))',
                       tenant_table);
        EXECUTE format('CREATE POLICY global ON weir.%I FOR SELECT USING (workspace_id = 0)', tenant_table);
    END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE, DELETE ON weir.submission, weir.ticket, weir.inbox TO weir_app;
GRANT SELECT, INSERT ON weir.ticket_progress, weir.signal TO weir_app;
