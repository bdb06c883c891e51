package dev.weir.server.rest;

import dev.weir.server.problem.Problem;
import java.util.List;
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
                    .at(List.of(new Problem.At("/page", "must be 1 or more")));
        }
        if (limit < 1 || limit > MOST) {
            throw Problem.invalid("bad_limit", "limit is " + limit + "; a page has 1 to " + MOST + " entries.")
                    .at(List.of(new Problem.At("/limit", "must be 1 to " + MOST)));
        }
    }

    long offset() {
        return (page - 1L) * limit;
    }

    /** The number before which to go on, of a list whose cursors are its entries' numbers; null to begin at the newest. */
    @Nullable
    Long before() {
        if (cursor == null) {
            return null;
        }
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw Problem.invalid("bad_cursor", "cursor is not one that an earlier answer gave as nextCursor.")
                    .at(List.of(new Problem.At("/cursor", "must be an earlier answer's nextCursor")));
        }
    }
}
