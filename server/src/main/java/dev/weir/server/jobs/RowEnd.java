package dev.weir.server.jobs;

import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.Step;
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

    /** What a final cell makes of its row, where no other makes it worse. */
    static RowEnd by(StoredCell cell, Step step) {
        if (cell.state() == CellState.IN_DOUBT) {
            return IN_DOUBT;
        }
        return cell.state().satisfied() || step.rules().onFailure().forgives(cell.state(), cell.reason())
                ? COMPLETED
                : FAILED;
    }

    /** The worse of two. */
    RowEnd and(RowEnd other) {
        return code < other.code ? other : this;
    }

    static RowEnd of(int code) {
        return values()[code];
    }
}
