package dev.weir.acceptance.chaos.inside;

import java.util.function.Function;

/**
 * What happens inside a process, mostly under faults alone, and no table tells. {@link Commits#COMMIT_IN_DOUBT} is counted
 * beside these.
 */
public enum Counter {
    /** Paid or not, what a run came to under an epoch that is over changed no state. */
    STALE_WRITE_FENCED("stale write fenced", "enrichment.LateEvidence", name -> Edits.counting("file", name)),
    /** There was a reply in a stale write. */
    REPLY_FENCED(
            "reply fenced", "enrichment.LateEvidence", name -> Edits.countingCalls("file", "Evidence.proves", name)),
    /** The reply in a stale write was kept as evidence. */
    EVIDENCE_FILED(
            "evidence filed", "enrichment.LateEvidence", name -> Edits.countingCalls("file", "Evidence.file", name)),
    /** A row's run found a reply that had come in by another way than its own call, and went on with it. */
    EVIDENCE_USED("evidence used", "enrichment.Asker", name -> Edits.countingCalls("ask", "RowIntents.reopen", name)),
    /** A call of a run that died is in doubt now, or its intent says that it may be made once more. */
    CALL_IN_DOUBT("call in doubt", "enrichment.RowIntents", name -> Edits.counting("doubt", name)),
    /** A call that is under way was lost: no or half an answer. */
    CALL_LOST("call lost", "enrichment.RowIntents", name -> Edits.counting("lost", name)),
    /** A flush was written entry by entry, since some of it may be there already. */
    FLUSH_IN_DOUBT("flush in doubt", "enrichment.Journal", name -> Edits.counting("oneByOne", name)),
    /** Some of a flush was there already: a commit that nobody had heard of. */
    FLUSH_REPEATED("flush repeated", "enrichment.Flush$Repeated", name -> Edits.counting("<init>", name)),
    /** A flush lost a deadlock or a serialisation and was run again. */
    FLUSH_CONFLICT("flush conflict", "enrichment.Journal", name -> Edits.countingAnswers("isConflict", true, name)),
    /** A flush waited because the database was away. */
    FLUSH_WAITED("flush waited", "enrichment.Journal", name -> Edits.counting("pause", name)),
    /** A flush asked for the lock of an account that had too little room for all of it. */
    ACCOUNT_TIGHT("account tight", "enrichment.Flush$Tight", name -> Edits.counting("<init>", name)),
    /** Another transaction was run again after a deadlock. */
    DEADLOCK_RETRIED("deadlock retried", "workspace.Transactions", name -> Edits.countingRounds("inNone", name)),
    /** A run heard that its batch is somebody else's. */
    LEASE_LOST("lease lost", "jobs.engine.Lease", name -> Edits.counting("lose", name)),
    /** This node freed batches whose owner had let their leases end. */
    LEASE_STOLEN("lease stolen", "jobs.engine.Runs", name -> Edits.countingCalls("keep", "Consumer.accept", name)),
    /** This node freed what an earlier process of its home had leased. */
    PREDECESSOR_FREED(
            "predecessor freed", "jobs.Leases", name -> Edits.countingCalls("begin", "BatchTable.freeOf", name)),
    /** A job closed. */
    JOB_CLOSED("job closed", "jobs.Leases", name -> Edits.countingCalls("closeWhenDone", "JobStateTable.close", name)),
    /** A breaker that is open, or a stopped credential, turned a call away. */
    BREAKER_REFUSED("breaker refused", "egress.Breaker", name -> Edits.counting("unavailable", name)),
    /** What a node wrote to a customer's table was another one's by now. */
    LANE_LOST("lane lost", "storage.LaneRun$Lost", name -> Edits.counting("<init>", name));

    private final String text;
    private final Change change;

    Counter(String text, String type, Function<String, Edit> edit) {
        this.text = text;
        this.change = new Change(Product.name(type), edit.apply(text));
    }

    /** Its name among {@link Control#counts}. */
    public String text() {
        return text;
    }

    Change change() {
        return change;
    }
}
