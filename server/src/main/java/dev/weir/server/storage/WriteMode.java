package dev.weir.server.storage;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a result does at its table. */
public enum WriteMode {
    /** Adds a row, once: the table has a unique column {@code weir_key}. */
    INSERT,
    /** Adds a row or, where one has the same key columns, sets the columns that the result has a value for. */
    UPSERT,
    /** Adds a row or, where one has the same key columns, fills those columns of it that are null or empty. */
    UPDATE_IF_BLANK;

    /** As the registry and the API write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one that is written so, in capitals or not. */
    static Optional<WriteMode> find(String text) {
        return Arrays.stream(values())
                .filter(mode -> mode.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst();
    }
}
