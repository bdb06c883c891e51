package dev.weir.server.retention;

/** How fast one step follows the other. */
@FunctionalInterface
public interface Steps {

    /** One after another, without a pause. */
    Steps AT_ONCE = _ -> true;

    /**
     * After each step, which was one transaction.
     *
     * @param nanos how long it took
     * @return whether there is to be another one; what is left is found again the next time
     */
    boolean another(long nanos);
}
