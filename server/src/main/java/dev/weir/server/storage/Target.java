package dev.weir.server.storage;

import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A table that results are written to, held against its catalog: one connection, used by one thread. Sentences of failure
 * say what to do and never contain a value.
 */
interface Target extends AutoCloseable {

    /** What became of a result. */
    sealed interface Outcome {
        /** It is there, durably. */
        record Written() implements Outcome {}

        /** The table refuses this result and takes others. @param why such as a constraint it violates */
        record Refused(String why) implements Outcome {}
    }

    /** The table or its database does not do its part; nothing of what was to be written is there. */
    final class Unavailable extends Exception {
        private static final long serialVersionUID = 1L;
        private final boolean configuration;

        /** @param configuration whether somebody has to change something before it can work */
        Unavailable(String sentence, boolean configuration) {
            super(sentence, null, false, false);
            this.configuration = configuration;
        }

        boolean isConfiguration() {
            return configuration;
        }
    }

    /**
     * A digest of what the row of this result is found by: two results of equal keys are written one after the other, in
     * order.
     */
    byte[] key(Item item);

    /**
     * Writes results in one transaction, in order; what is there already is written again or left, by the mode, so that
     * doing it twice is doing it once.
     *
     * @param ours asked when nobody else can write to the table through this door until the transaction ends; false: nothing
     *     is written
     * @return what became of each, in order
     * @throws Unavailable when nothing was written (also since it was not ours), or it is not known whether anything was
     */
    List<Outcome> write(List<Item> items, BooleanSupplier ours) throws Unavailable;

    @Override
    void close();
}
