package dev.weir.server.rest;

import dev.weir.server.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is wanted: a page by number, or what follows a cursor.
 *
 * @param page from 1
 * @param limit 1 to 100
 * @param cursor as an earlier answer's {@code nextCursor} gave it; then {@code page} says nothing
 */
record PageWish(int page, int limit, @Nullable String cursor) {

    static final int MOST = 100;

    PageWish {
        if (page < 1) {
            throw Problem.invalid("bad_page", "page is " + page + "; pages count from 1.")
                    .at("/page", "must be 1 or more");
        }
        if (limit < 1 || limit > MOST) {
            throw Problem.invalid("bad_limit", "limit is " + limit + "; a page has 1 to " + MOST + " entries.")
                    .at("/limit", "must be 1 to " + MOST);
        }
    }

    /** How many entries to pass over: none with a cursor, which says where to begin. */
    long offset() {
        return cursor == null ? (page - 1L) * limit : 0;
    }

    /**
     * Where the cursor says to go on: the numbers that {@link Answer#page} was given of the last entry, and behind them the
     * total. Null without a cursor.
     *
     * @param list whose cursor it has to be
     * @param numbers how many find an entry of it
     */
    long @Nullable [] place(String list, int numbers) {
        return cursor == null ? null : Cursor.read(list, numbers + 1, cursor);
    }
}
