-- What a list had beside the values that Weir reads, so that an export gives its rows back as they came.

-- JSON: one element for each column of the list, see weir.job_list; null in jobs that came as records.
ALTER TABLE weir.job_row ADD COLUMN original text;

-- Columns of the list that a job was uploaded as, in their order. Arrays of the same length: column i is called columns[i]
-- and gives fields[i], or nothing where that is empty.
CREATE TABLE weir.job_list (
    workspace_id bigint NOT NULL,
    job_id       bigint NOT NULL,
    columns      text[] NOT NULL,
    fields       text[] NOT NULL,
    beside       text[] NOT NULL,                 -- fields in whose column some cell holds what is no value of it
    longest_cell int    NOT NULL CHECK (longest_cell >= 0),
    PRIMARY KEY (workspace_id, job_id),
    CHECK (cardinality(columns) = cardinality(fields) AND cardinality(columns) > 0)
);

ALTER TABLE weir.job_list ENABLE ROW LEVEL SECURITY;
ALTER TABLE weir.job_list FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON weir.job_list USING (workspace_id = ANY ((SELECT weir.workspaces())::bigint[]));
CREATE POLICY global ON weir.job_list FOR SELECT USING (workspace_id = 0);

-- Written once, with the job; taken away only with one that was never visible.
GRANT SELECT, INSERT, DELETE ON weir.job_list TO weir_app;
