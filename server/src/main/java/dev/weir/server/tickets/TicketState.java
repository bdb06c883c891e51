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

    /** As shown. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
