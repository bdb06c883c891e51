package dev.weir.server.audience;

/** What is done for a workspace's subscribers without anybody asking for it. */
public enum Duty {
    /** Triggers look at what has arrived. */
    TRIGGERS(1),
    /** Requests that are pending and are submitted by themselves become jobs. */
    SUBMIT(2),
    /** What jobs have come to goes back to their requests and subscribers. */
    OUTCOMES(3),
    /** Subscribers of whom something has changed, or all after a change of the model, are scored. */
    SCORES(4),
    /** Sources whose time has come have what is pending submitted. */
    SCHEDULE(5),
    /** Subscribers who were enriched too long ago are to be enriched again. */
    REFRESH(6);

    private final int code;

    Duty(int code) {
        this.code = code;
    }

    /** As it is stored. */
    int code() {
        return code;
    }

    static Duty of(int code) {
        return values()[code - 1];
    }
}
