-- Where a job comes from, what was said of it and what it was quoted at; when its state last changed; lists of jobs.

ALTER TABLE weir.job
    ADD COLUMN source         text NOT NULL DEFAULT 'cli' CHECK (source IN ('cli', 'api', 'upload', 'rerun')),
    ADD COLUMN created_key    bigint,              -- the API key that submitted it
    ADD COLUMN created_member bigint,              -- the member whose key that is
    ADD COLUMN requested      text,                -- JSON: the fields in the order in which they were wanted
    ADD COLUMN metadata       text,                -- JSON: an object, as it was given
    ADD COLUMN expected       bigint CHECK (expected >= 0),
    ADD COLUMN p90            bigint CHECK (p90 >= expected),
    ADD COLUMN rerun_of       bigint,              -- the job whose rows it does again
    ADD COLUMN said           bytea;               -- digest of what was submitted under the fingerprint

ALTER TABLE weir.job ADD CONSTRAINT job_quoted CHECK ((expected IS NULL) = (p90 IS NULL));

CREATE INDEX job_rerun ON weir.job (workspace_id, rerun_of, id) WHERE rerun_of IS NOT NULL;

ALTER TABLE weir.job_state ADD COLUMN updated_at timestamptz NOT NULL DEFAULT weir.now();
UPDATE weir.job_state SET updated_at = coalesce(closed_at, completed_at, started_at, updated_at);

-- A workspace's jobs, newest first, all or of one status.
CREATE INDEX job_state_listed ON weir.job_state (workspace_id, job_id) WHERE phase <> 'ingesting';
CREATE INDEX job_state_by_status ON weir.job_state (workspace_id, status, job_id) WHERE phase <> 'ingesting';
