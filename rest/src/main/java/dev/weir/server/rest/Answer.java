package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
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
     * A page of a list, with a cursor where more follows it.
     *
     * @param list names the list in its cursors
     * @param total of the whole list; cursors carry it, so that only the first page of a series counts
     * @param found one entry more than is wished for, where there is one
     * @param place the numbers by which a list goes on behind an entry, see {@link PageWish#place}
     */
    static <E, T> Answer<List<T>> page(
            PageWish wish, String list, long total, List<E> found, Function<E, T> shown, Function<E, long[]> place) {
        List<E> page = found.subList(0, Math.min(wish.limit(), found.size()));
        String next = null;
        if (found.size() > wish.limit()) {
            long[] last = place.apply(page.getLast());
            long[] numbers = Arrays.copyOf(last, last.length + 1);
            numbers[last.length] = total;
            next = Cursor.of(list, numbers);
        }
        return of(page.stream().map(shown).toList(), Pagination.of(wish, total, next));
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
