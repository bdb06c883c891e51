-- What tries may have cost at the vendor whose asking ended without a record: answered with 5xx and then taken back,
-- because the run was stopped, the vendor throttled for long, or the credential was refused. Append-only.
-- ordinal: which of one run's takings back it was; a flush that is repeated finds it there. possible: in 1/1000 of the
-- vendor's unit.
CREATE TABLE weir.stray_cost (
    workspace_id bigint      NOT NULL,
    job_id       bigint      NOT NULL,
    row_idx      int         NOT NULL,
    step         smallint    NOT NULL,
    place        smallint    NOT NULL,
    epoch        bigint      NOT NULL,
    ordinal      smallint    NOT NULL CHECK (ordinal >= 0),
    tries        smallint    NOT NULL CHECK (tries > 0),
    possible     bigint      NOT NULL CHECK (possible > 0),
    at           timestamptz NOT NULL,
    PRIMARY KEY (job_id, row_idx, step, place, epoch, ordinal)
);

ALTER TABLE weir.stray_cost ENABLE ROW LEVEL SECURITY;
ALTER TABLE weir.stray_cost FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON weir.stray_cost USING (workspace_id = ANY ((SELECT weir.workspaces())::bigint[]));
CREATE POLICY global ON weir.stray_cost FOR SELECT USING (workspace_id = 0);
GRANT SELECT, INSERT ON weir.stray_cost TO weir_app;
