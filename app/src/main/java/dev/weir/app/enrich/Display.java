package dev.weir.app.enrich;

/** Shows a job while it runs. Used by one thread. */
public interface Display {

    /** Whether the fields and providers of the next snapshot should be counted anew, which costs a look at their rows. */
    boolean wantsDetail();

    /** Shows where the job stands; called several times a second. */
    void show(Snapshot snapshot);

    /** The job is not looked at any more; what is said from here on stands alone. */
    default void end() {}
}
