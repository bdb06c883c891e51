-- Questions that are handed over again, alone, or not yet; and what a vendor's total says beside the costs of its items.

-- -------------------------------------------------------------------------------------------------- handing over again

-- again_at: what is open of it is handed over again then, since nobody knows whether the vendor has it.
-- handed_on: tickets that were in it, and then in another one or answered by another one; an answer to them may come still.
ALTER TABLE weir.submission
    ADD COLUMN again_at  timestamptz,
    ADD COLUMN handed_on bigint[] NOT NULL DEFAULT '{}';
CREATE INDEX submission_again ON weir.submission (workspace_id, again_at) WHERE state = 1 AND again_at IS NOT NULL;

-- gather_group: handed over with those of the same number alone, a part of what was refused as a whole; null: with any.
ALTER TABLE weir.ticket ADD COLUMN gather_group bigint;
CREATE INDEX ticket_group ON weir.ticket (workspace_id, gather_group, id) WHERE state = 0 AND gather_group IS NOT NULL;
-- due_at 'infinity': of a job that takes no calls, until it takes them again.
CREATE INDEX ticket_held ON weir.ticket (workspace_id, job_id) WHERE state = 0 AND due_at = 'infinity';

-- Of earlier versions: those of which nothing was out any more, and which nobody had ended. The owner sees all tenants' rows
-- only where row-level security is not forced on it.
ALTER TABLE weir.submission NO FORCE ROW LEVEL SECURITY;
ALTER TABLE weir.ticket NO FORCE ROW LEVEL SECURITY;
UPDATE weir.submission s SET state = 2, ended_at = weir.now(), poll_at = NULL, lease_until = NULL
WHERE s.state = 1 AND NOT EXISTS (SELECT FROM weir.ticket t WHERE t.submission_id = s.id AND t.state = 1);
ALTER TABLE weir.submission FORCE ROW LEVEL SECURITY;
ALTER TABLE weir.ticket FORCE ROW LEVEL SECURITY;

-- --------------------------------------------------------------------------------------------------- vendors' totals

-- By how much more, or less, a vendor says that a submission has cost than its items did by their answers and the price
-- table; spread over the places that asked, by their items. Append-only. ordinal: a total may be told again, and answers come
-- after it. amount: in 1/1000 of the vendor's unit.
CREATE TABLE weir.cost_adjustment (
    workspace_id  bigint      NOT NULL,
    submission_id bigint      NOT NULL,
    ordinal       int         NOT NULL CHECK (ordinal >= 0),
    job_id        bigint      NOT NULL,
    step          smallint    NOT NULL,
    place         smallint    NOT NULL,
    amount        bigint      NOT NULL CHECK (amount <> 0),
    at            timestamptz NOT NULL,
    PRIMARY KEY (submission_id, ordinal, job_id, step, place)
);
CREATE INDEX cost_adjustment_job ON weir.cost_adjustment (job_id);
CREATE INDEX cost_adjustment_time ON weir.cost_adjustment (workspace_id, at);

ALTER TABLE weir.cost_adjustment ENABLE ROW LEVEL SECURITY;
ALTER TABLE weir.cost_adjustment FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON weir.cost_adjustment USING (workspace_id = ANY ((SELECT weir.workspaces())::bigint[]));
CREATE POLICY global ON weir.cost_adjustment FOR SELECT USING (workspace_id = 0);
GRANT SELECT, INSERT ON weir.cost_adjustment TO weir_app;
