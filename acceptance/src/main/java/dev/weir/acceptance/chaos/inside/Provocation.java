package dev.weir.acceptance.chaos.inside;

/** What has to happen for something to show, of all that may happen to an installation. */
public enum Provocation {
    /** A process dies. */
    DEATH,
    /** A process stands still for longer than its lease, and goes on. */
    STALL,
    /** A process has a wrong clock. */
    CLOCK,
    /** A commit is made of which nobody hears. */
    COMMIT_UNHEARD,
    /** Commits take seconds. */
    COMMIT_SLOW,
    /** A vendor does what it is asked, and its answer is lost. */
    ANSWER_LOST,
    /** A vendor takes what it is handed over, and nobody hears that it has. */
    SUBMISSION_LOST,
    /** A customer's request is answered, and the answer is lost. */
    REQUEST_REPEATED,
    /** A customer cancels jobs under way. */
    JOB_CANCELLED,
    /** A receiver of webhooks is out of order. */
    RECEIVER_ILL,
    /** A customer's database goes away, or answers nobody. */
    DESTINATION_AWAY
}
