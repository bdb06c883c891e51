-- The results log as it is read: by step, and what could not be delivered.

CREATE INDEX enrichment_results_log_step ON weir.enrichment_results_log (workspace_id, workflow_id, id);
CREATE INDEX enrichment_results_log_undelivered ON weir.enrichment_results_log (workspace_id, id)
    WHERE status = 'failed_to_deliver';
