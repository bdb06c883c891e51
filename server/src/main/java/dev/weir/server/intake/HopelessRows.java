package dev.weir.server.intake;

import java.util.List;

/**
 * Rows that lack something, and nobody could ever be asked for any of it.
 *
 * @param first the indexes of the first ones
 */
public record HopelessRows(long count, List<Long> first) {

    /** So many are named. */
    static final int NAMED = 100;

    public HopelessRows {
        first = List.copyOf(first);
    }
}
