package dev.weir.acceptance.chaos.inside;

/** What happens inside a process, mostly under faults alone, and no table tells. */
public enum Counter {
    /** A settlement came under an epoch that is over; its reply was filed as evidence. */
    STALE_WRITE_FENCED("stale write fenced", "enrichment.LateEvidence", Edits.counting("file", "stale write fenced")),
    /** A commit or a flush before it ended in a way nobody knows, and was run again entry by entry. */
    COMMIT_IN_DOUBT("commit in doubt", "enrichment.Journal", Edits.counting("oneByOne", "commit in doubt")),
    /** A run found that its batch belongs to another one by now. */
    LEASE_LOST("lease lost", "jobs.engine.Lease", Edits.counting("lose", "lease lost"));

    private final String text;
    private final String type;
    private final Edit edit;

    Counter(String text, String type, Edit edit) {
        this.text = text;
        this.type = type;
        this.edit = edit;
    }

    /** Its name among {@link Control#counts}. */
    public String text() {
        return text;
    }

    Change change() {
        return new Change(Product.name(type), edit);
    }
}
