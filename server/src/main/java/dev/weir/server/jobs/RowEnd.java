package dev.weir.server.jobs;

import java.util.Locale;

/** What a row has become by its last cell. */
public enum RowEnd {
    /** It has cells to come. */
    OPEN(0),
    COMPLETED(1),
    FAILED(2),
    /** Failed as far as progress is concerned, and some cell is in doubt. */
    IN_DOUBT(3);

    final int code;

    RowEnd(int code) {
        this.code = code;
    }

    /** As shown. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static RowEnd of(int code) {
        return values()[code];
    }
}
