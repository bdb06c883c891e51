package dev.weir.server.storage;

import dev.weir.server.waterfall.CellState;

/** The codes of final states in {@code weir.result}, the same as in {@code weir.cell}. */
final class Codes {

    static final int COMPLETED = 2;
    static final int SKIPPED = 4;
    static final int IN_DOUBT = 5;
    static final int CANCELLED = 6;

    private Codes() {}

    /** @throws IllegalArgumentException for a state that is not final */
    static short of(CellState state) {
        return switch (state) {
            case COMPLETED -> COMPLETED;
            case FAILED -> 3;
            case SKIPPED -> SKIPPED;
            case IN_DOUBT -> IN_DOUBT;
            case CANCELLED -> CANCELLED;
            case DEAD -> 7;
            case PENDING, QUEUED, IN_PROGRESS, WAITING -> throw new IllegalArgumentException(state + " is not final");
        };
    }
}
