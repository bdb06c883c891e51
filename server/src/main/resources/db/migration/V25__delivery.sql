-- Delivery of results: what each look goes by, and why a table refused a result.

-- A look steps over workflows, and takes what is due of each: what was never tried first, in the order of ids. Results
-- that nothing is written of are looked for by themselves, so that they never wait behind a table that is down.
DROP INDEX weir.result_pending;
DROP INDEX weir.result_tried;
CREATE INDEX result_due ON weir.result (workspace_id, workflow_id, due_at, id) WHERE state = 0 AND cell_state = 2;
CREATE INDEX result_untold ON weir.result (workspace_id, workflow_id, id) WHERE state = 0 AND cell_state <> 2;
CREATE INDEX result_key ON weir.result (workspace_id, target_key, id) WHERE state = 0 AND target_key IS NOT NULL;
CREATE INDEX result_dead ON weir.result (workspace_id, workflow_id, id) WHERE state = 1;

-- Why a result's table refused it the last time, or why it was given up. It goes with its result.
CREATE TABLE weir.result_refusal (
    workspace_id bigint      NOT NULL,
    result_id    bigint      NOT NULL,
    result_table text        NOT NULL,            -- hq.<table> or workspace.<table>
    error        text        NOT NULL,            -- without any value
    at           timestamptz NOT NULL DEFAULT weir.now(),
    PRIMARY KEY (workspace_id, result_id)
);
ALTER TABLE weir.result_refusal ENABLE ROW LEVEL SECURITY;
ALTER TABLE weir.result_refusal FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON weir.result_refusal USING (workspace_id = ANY ((SELECT weir.workspaces())::bigint[]));
CREATE POLICY global ON weir.result_refusal FOR SELECT USING (workspace_id = 0);
GRANT SELECT, INSERT, UPDATE, DELETE ON weir.result_refusal TO weir_app;

-- Whether every final cell of a registered step of the job left a result: not of jobs that were there before there were any.
ALTER TABLE weir.job ADD COLUMN results_noted boolean NOT NULL DEFAULT false;
ALTER TABLE weir.job ALTER COLUMN results_noted SET DEFAULT true;
