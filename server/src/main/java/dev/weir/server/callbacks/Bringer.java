package dev.weir.server.callbacks;

import dev.weir.server.tickets.TicketState;

/** Who may bring an answer, and what they are told: a row of {@code docs/reference/late-answers.md}. */
public enum Bringer {
    /** A vendor that calls back. It is told that what it sent is kept, whatever that comes to. */
    VENDOR,
    /** A worker with its ticket, by a result or a failure. It learns when nobody has any use for it. */
    WORKER,
    /** We ourselves, asking how far it is. */
    POLL;

    /**
     * The HTTP status of an answer that was kept; 0 where nobody is told anything.
     *
     * @param ticket as it stood when it came
     * @param same whether the same was kept before
     */
    public int status(TicketState ticket, boolean same) {
        return switch (this) {
            case VENDOR -> 200;
            case POLL -> 0;
            case WORKER ->
                same
                        ? 200
                        : switch (ticket) {
                            case GATHERED, OUT, TIMED_OUT -> 200;
                            case ANSWERED -> 409;
                            case CANCELLED -> 410;
                        };
        };
    }
}
