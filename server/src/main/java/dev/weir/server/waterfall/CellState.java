package dev.weir.server.waterfall;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The states of a cell. The first three are derived (no row yet; batch due; leased and being asked), the others stored.
 *
 * <p>Finals absorb, with two recorded exceptions that are no ordinary transitions: see {@link #canBecomeByEvidence}.
 */
public enum CellState {
    PENDING,
    QUEUED,
    IN_PROGRESS,
    WAITING,
    COMPLETED,
    FAILED,
    SKIPPED,
    IN_DOUBT,
    CANCELLED,
    DEAD;

    private static final Set<CellState> ENDS = EnumSet.of(COMPLETED, FAILED, SKIPPED, IN_DOUBT, CANCELLED, DEAD);

    public boolean isFinal() {
        return ENDS.contains(this);
    }

    /** Completed or skipped: it does not keep its row from completing. */
    public boolean satisfied() {
        return this == COMPLETED || this == SKIPPED;
    }

    /** Whether ordinary work may lead from here to there; a state does not become itself. */
    public boolean canBecome(CellState next) {
        return switch (this) {
            // A pause or a later due time takes a queued cell back; a cancel ends it before anybody looked at it.
            case PENDING -> next == QUEUED || next == CANCELLED;
            // Dead when the row was alone in too many crashed runs; then it need not be asked again to end.
            case QUEUED -> next == PENDING || next == IN_PROGRESS || next == CANCELLED || next == DEAD;
            // Back to pending or queued when the run ends, or its node dies, before the cell has its end.
            case IN_PROGRESS -> next == PENDING || next == QUEUED || next == WAITING || next.isFinal();
            case WAITING -> next == IN_PROGRESS || next.isFinal();
            case COMPLETED, FAILED, SKIPPED, IN_DOUBT, CANCELLED, DEAD -> false;
        };
    }

    /**
     * Whether evidence, or a person, may lead out of this final state: out of IN_DOUBT, and from FAILED to COMPLETED.
     *
     * <p>The latter holds for {@link CellReason#TIMED_OUT} alone, while the job is open.
     */
    public boolean canBecomeByEvidence(CellState next) {
        return switch (this) {
            // Waiting when a person has the call repeated; skipped when a cell that only depended finds no input.
            case IN_DOUBT -> next == COMPLETED || next == FAILED || next == SKIPPED || next == WAITING;
            case FAILED -> next == COMPLETED;
            case PENDING, QUEUED, IN_PROGRESS, WAITING, COMPLETED, SKIPPED, CANCELLED, DEAD -> false;
        };
    }

    /** As stored and shown. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
