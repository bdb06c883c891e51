package dev.weir.server.waterfall;

import java.util.Collection;

/** The state of a row, derived from its cells. */
public enum RowState {
    /** A cell has no end yet. */
    OPEN,
    COMPLETED,
    FAILED,
    /** Counted as failed, and as in doubt besides. */
    IN_DOUBT;

    /** A row without cells is open: nothing has been done for it. */
    public static RowState of(Collection<CellState> cells) {
        if (cells.isEmpty() || !cells.stream().allMatch(CellState::isFinal)) {
            return OPEN;
        }
        if (cells.contains(CellState.IN_DOUBT)) {
            return IN_DOUBT;
        }
        return cells.stream().allMatch(CellState::satisfied) ? COMPLETED : FAILED;
    }

    /** Follows from what cells can become: a final row changes by evidence alone, and is open again for a retry. */
    public boolean canBecome(RowState next) {
        return switch (this) {
            case OPEN -> next != OPEN;
            case FAILED -> next == COMPLETED;
            case IN_DOUBT -> next != IN_DOUBT;
            case COMPLETED -> false;
        };
    }
}
