package dev.weir.server.tickets;

import java.util.Locale;

/** How a ticket stands; the codes of {@code weir.ticket.state} in their order. */
public enum TicketState {
    /** To be handed over. */
    GATHERED,
    /** With the vendor, or waiting for an event. */
    OUT,
    ANSWERED,
    TIMED_OUT,
    CANCELLED;

    /** Whether its cell still waits. */
    public boolean isOpen() {
        return this == GATHERED || this == OUT;
    }

    /** What leads from here to there; a state does not become itself. */
    public boolean canBecome(TicketState next) {
        return switch (this) {
            // Without having been out: its job has ended, or its event came.
            case GATHERED -> next == OUT || next == ANSWERED || next == CANCELLED;
            // Gathered again when the vendor took nothing.
            case OUT -> next != OUT;
            case ANSWERED, TIMED_OUT, CANCELLED -> false;
        };
    }

    /** As shown. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
