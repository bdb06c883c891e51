package dev.weir.server.storage;

import org.jspecify.annotations.Nullable;

/**
 * Where results of a step go, as its registry row says at the moment.
 *
 * @param slug the step's name; null when the registry has no such step any more
 * @param number {@code overall_step_number}
 * @param lane null when they are written nowhere
 * @param route null when they are written nowhere, or {@code mistake} says why it is not known where
 * @param mistake what of the row cannot be carried out; null when nothing is wrong
 */
record Way(
        @Nullable String slug,
        @Nullable Integer number,
        @Nullable Lane lane,
        @Nullable Route route,
        @Nullable String mistake) {

    /** Of a step that the registry does not have. */
    static final Way UNKNOWN = new Way(null, null, null, null, null);
}
