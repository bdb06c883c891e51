package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a route gives when it did what it was asked for.
 *
 * @param pagination of a list; absent for anything else
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Answer<T>(boolean success, T data, @Nullable Pagination pagination) {

    static <T> Answer<T> of(T data) {
        return new Answer<>(true, data, null);
    }

    static <T> Answer<T> of(T data, Pagination pagination) {
        return new Answer<>(true, data, pagination);
    }

    /**
     * Where in a list a page is.
     *
     * @param page from 1; absent when the page was asked for by a cursor
     * @param nextCursor what leads to the next page however long the list is; absent on the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Pagination(
            @Nullable Integer page,
            int limit,
            long total,
            long totalPages,
            @Nullable String nextCursor) {

        static Pagination of(PageWish wish, long total, @Nullable String nextCursor) {
            return new Pagination(
                    wish.cursor() == null ? wish.page() : null,
                    wish.limit(),
                    total,
                    Math.ceilDiv(total, wish.limit()),
                    nextCursor);
        }
    }
}
