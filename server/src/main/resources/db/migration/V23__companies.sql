-- Companies, what was done for them in which play, and steps that do it no second time.

-- Pages of a workspace's companies, the newest first.
CREATE INDEX companies_page ON weir.companies (workspace_id, id);

-- Pages of the companies of a play.
CREATE INDEX company_play_step_completions_play
    ON weir.company_play_step_completions (workspace_id, play_name, company_id);

-- How old an earlier result of the step for the same company may be to be taken instead of asking; null: none is.
ALTER TABLE weir.enrichment_registry
    ADD COLUMN reuse text CHECK (reuse ~ '^[0-9]{1,9}(ms|s|m|h|d)$');
