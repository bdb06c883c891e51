package dev.weir.server.jobs;

import java.util.Iterator;
import java.util.Optional;

/** The rows of a job that is to be taken in, each asked for once. */
public interface NewRows extends Iterator<NewRow> {

    /**
     * The list that they come from; empty for none. Asked after the last row, and never when one of them could not be
     * read.
     */
    default Optional<ListShape> list() {
        return Optional.empty();
    }

    /** Rows that come from no list. @param inputs JSON objects of canonical fields, see {@link ValuesJson} */
    static NewRows of(Iterator<String> inputs) {
        return new NewRows() {
            @Override
            public boolean hasNext() {
                return inputs.hasNext();
            }

            @Override
            public NewRow next() {
                return new NewRow(inputs.next(), null);
            }
        };
    }
}
