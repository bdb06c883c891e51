-- What was charged for a find goes back when the find is given up: at most once for an asking.
CREATE UNIQUE INDEX transfer_refund ON weir.transfer (job_id, row_idx, step, place) WHERE kind = 5;
