package dev.weir.server.jobs;

import dev.weir.server.waterfall.CellState;

/** The codes under which stored states of a cell stand in {@code weir.cell}. */
public final class CellCodes {

    private static final CellState[] STORED = {
        CellState.WAITING,
        CellState.COMPLETED,
        CellState.FAILED,
        CellState.SKIPPED,
        CellState.IN_DOUBT,
        CellState.CANCELLED,
        CellState.DEAD
    };

    private CellCodes() {}

    /** The code of a state. @throws IllegalArgumentException for a state that is derived and never stored */
    public static short of(CellState state) {
        for (int i = 0; i < STORED.length; i++) {
            if (STORED[i] == state) {
                return (short) (i + 1);
            }
        }
        throw new IllegalArgumentException(state + " is never stored");
    }

    /** The state of a code. */
    public static CellState state(int code) {
        return STORED[code - 1];
    }
}
