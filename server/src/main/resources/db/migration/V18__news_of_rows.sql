-- What a run of a batch has to look at: the rows that something has come in for, not all that wait.

-- news:       rows that something has come in for since the present or last run began; null: too many to tell.
-- news_taken: what the present or last run began with; null: it looks at all of its rows.
-- look_at:    until then every open row of the batch that is not among its news waits for something that it will be told
--             of, so that a run need not look at it; from then on, or null: the next run looks at all.
ALTER TABLE weir.batch ADD COLUMN news int[];
ALTER TABLE weir.batch ADD COLUMN news_taken int[];
ALTER TABLE weir.batch ADD COLUMN look_at timestamptz;
