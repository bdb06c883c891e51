package dev.weir.app.enrich;

/** Tells of the user's wish to stop. */
public interface Interrupts {

    /** Nobody ever wishes to stop. */
    Interrupts NONE = _ -> () -> {};

    /**
     * Has {@code stop} called, on a thread of its own, when the user wishes to stop for the first time; a second wish
     * ends the process at once. Undone by closing.
     */
    Watch watch(Runnable stop);

    /** Until when interrupts are watched. */
    @FunctionalInterface
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
