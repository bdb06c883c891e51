-- Caps by day, refunds of what a closed job paid, a warning of low credits, and reading the ledger by time.

-- --------------------------------------------------------------------------------------------------- caps by day

-- What a workspace may spend in a day of UTC, and how it stands. provider '' is all providers together; unit '' is our
-- credits, anything else the vendor's own unit. Amounts in 1/1000.
-- spent is that day's: for credits what was posted less what came back, for a vendor's unit what was or may have been
-- charged. open and doubt are what stands now, of whatever day.
CREATE TABLE weir.day_cap (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint NOT NULL,
    provider     text   NOT NULL,
    unit         text   NOT NULL CHECK (unit = '' OR provider <> ''),
    most         bigint NOT NULL CHECK (most >= 0),
    day          date   NOT NULL,
    spent        bigint NOT NULL,
    open         bigint NOT NULL CHECK (open >= 0),
    doubt        bigint NOT NULL CHECK (doubt >= 0),
    stood        bigint NOT NULL            -- spent, open and doubt together when the cap was last set
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX day_cap_scope ON weir.day_cap (workspace_id, provider, unit);

-- Whether the workspace has any cap by day. It stands on the job's account because every flush locks that anyway: who
-- sets the first cap locks it too, so that whatever is not counted yet was committed before.
ALTER TABLE weir.account ADD COLUMN capped boolean NOT NULL DEFAULT false;

-- -------------------------------------------------------------------------------------- refunds after a job's close

-- kind 6: from revenue back to the workspace.
ALTER TABLE weir.transfer DROP CONSTRAINT transfer_kind_check;
ALTER TABLE weir.transfer ADD CONSTRAINT transfer_kind_check CHECK (kind BETWEEN 1 AND 6);
CREATE INDEX transfer_repaid ON weir.transfer (job_id, row_idx, step, place) WHERE kind = 6;

-- Which request made which refund; the key is the request's own.
CREATE TABLE weir.refund (
    workspace_id bigint      NOT NULL,
    key          text        NOT NULL,
    transfer_id  bigint      NOT NULL,       -- the refund
    post_id      bigint      NOT NULL,       -- the post it gives back
    amount       bigint      NOT NULL CHECK (amount > 0),
    reason       text        NOT NULL,
    at           timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, key)
);

-- ------------------------------------------------------------------------------------------------- low credits

-- armed: the workspace has had more than that since it was last told.
CREATE TABLE weir.credit_warning (
    workspace_id bigint  PRIMARY KEY,
    low          bigint  NOT NULL CHECK (low >= 0),
    armed        boolean NOT NULL
);

-- ------------------------------------------------------------------------------------------------ reading by time

-- The ledger, newest first, and a day of it. Entries come in the order of time, so that the index only grows at its end.
CREATE INDEX transfer_time ON weir.transfer (workspace_id, at, id);
-- Records of some days, for reports: a few pages, where an index of every record would cost every settlement.
CREATE INDEX enrichment_record_time ON weir.enrichment_record USING brin (at) WITH (autosummarize = on);
CREATE INDEX stray_cost_time ON weir.stray_cost USING brin (at) WITH (autosummarize = on);
-- A workspace's doubts, and those that are old.
CREATE INDEX intent_doubt ON weir.intent (workspace_id, at) WHERE state = 1;

DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY['day_cap', 'refund', 'credit_warning']
    LOOP
        EXECUTE format('ALTER TABLE weir.%I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE weir.%I FORCE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('CREATE POLICY tenant ON weir.%I USING (workspace_id = ANY ((SELECT weir.workspaces())::bigint[]))',
                       tenant_table);
        EXECUTE format('CREATE POLICY global ON weir.%I FOR SELECT USING (workspace_id = 0)', tenant_table);
    END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE, DELETE ON weir.day_cap, weir.credit_warning TO weir_app;
GRANT SELECT, INSERT ON weir.refund TO weir_app;
