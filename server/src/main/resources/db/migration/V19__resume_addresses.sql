-- Addresses that are told of the end of one job, once: where a workflow waits that has submitted it. They have no secret.
ALTER TABLE weir.webhook ADD COLUMN job_id bigint;             -- null for a subscription
CREATE UNIQUE INDEX webhook_of_job ON weir.webhook (workspace_id, job_id) WHERE job_id IS NOT NULL;
-- However many jobs have had one, an event looks at the subscriptions alone, and at its own job's.
CREATE INDEX webhook_subscription ON weir.webhook (workspace_id, id) WHERE job_id IS NULL;
