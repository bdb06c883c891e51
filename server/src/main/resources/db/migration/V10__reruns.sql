-- Rows that are asked again by a later job: for each row of a rerun, the row it stands for in the job that is rerun, and
-- in the jobs that one is a rerun of.
CREATE TABLE weir.rerun_row (
    workspace_id bigint NOT NULL,
    job_id       bigint NOT NULL,                 -- whose row is asked again
    row_idx      int    NOT NULL,
    rerun_id     bigint NOT NULL,                 -- the job that asks it again
    rerun_row    int    NOT NULL,
    PRIMARY KEY (job_id, row_idx, rerun_id),
    CHECK (rerun_id > job_id)
);
CREATE UNIQUE INDEX rerun_row_origin ON weir.rerun_row (rerun_id, rerun_row, job_id);

ALTER TABLE weir.rerun_row ENABLE ROW LEVEL SECURITY;
ALTER TABLE weir.rerun_row FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON weir.rerun_row USING (workspace_id = ANY ((SELECT weir.workspaces())::bigint[]));
CREATE POLICY global ON weir.rerun_row FOR SELECT USING (workspace_id = 0);
-- Deleted only with a job that was never visible.
GRANT SELECT, INSERT, DELETE ON weir.rerun_row TO weir_app;
