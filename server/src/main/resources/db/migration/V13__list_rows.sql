-- A job has the rows of a list that are to be asked for, numbered from 0 without a gap; what numbers they have in the list
-- is what people know them by. Null: the same number, as in every job that leaves out none before it.
ALTER TABLE weir.job_row ADD COLUMN list_idx int CHECK (list_idx > row_idx);
CREATE UNIQUE INDEX job_row_list_idx ON weir.job_row (job_id, list_idx) WHERE list_idx IS NOT NULL;
