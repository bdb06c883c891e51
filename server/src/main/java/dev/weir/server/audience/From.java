package dev.weir.server.audience;

import java.util.Locale;

/**
 * Where arrivals come from.
 *
 * @param merge what is done where something else is known already
 */
public record From(long sourceId, Merge merge, Kind kind) {

    /** Whose word counts. */
    public enum Merge {
        /** The newer word of two. */
        NEWER,
        /** Whatever is known; blanks alone are filled. */
        BLANKS
    }

    /** How it comes. */
    public enum Kind {
        DELIVERY,
        UPLOAD,
        API;

        /** As it is stored. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
