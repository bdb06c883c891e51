package dev.weir.acceptance.chaos.inside;

import java.util.Arrays;

/**
 * Bugs to plant, to see whether the harness finds them: each changes one class of the product while it is loaded.
 *
 * <p>Each says which promise it breaks and where that should show.
 */
public enum Bug {
    /** Two nodes write to the same rows. */
    FENCE_OPEN(
            "a run that lost its batch writes as if it had not",
            Judge.LEDGER,
            "enrichment.Flush$Attempt",
            Edits.unheeded("fence", "Set.contains", 1));

    /** Who should name it. */
    public enum Judge {
        /** Calls and charges in the sandbox's ledger, against records and posts. */
        LEDGER,
        /** {@code weir verify}. */
        VERIFY,
        /** What the webhook receiver has heard, against the events. */
        RECEIVER,
        /** The rows of the destination, against the results. */
        DESTINATION,
        /** What the load's clients were answered, against what there is. */
        CLIENT,
        /** The same seed's results without faults. */
        UNDISTURBED,
        /** Work that is not over within the stated time. */
        TIME
    }

    private final String breaks;
    private final Judge judge;
    private final Change change;

    Bug(String breaks, Judge judge, String type, Edit edit) {
        this.breaks = breaks;
        this.judge = judge;
        this.change = new Change(Product.name(type), edit);
    }

    /** What goes wrong with it, in a clause. */
    public String breaks() {
        return breaks;
    }

    /** The one most likely to see it; others may, too. */
    public Judge judge() {
        return judge;
    }

    Change change() {
        return change;
    }

    static Bug named(String name) {
        return Arrays.stream(values())
                .filter(bug -> bug.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no bug " + name));
    }
}
