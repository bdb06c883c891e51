package dev.weir.server.tickets;

import dev.weir.provider.Reply;

/** Keeps the record of answers that came too late to count. */
@FunctionalInterface
public interface Latecomers {

    /** Writes that record, charged to nobody, in the caller's transaction; once for all time. */
    void keep(Ticket ticket, Reply reply);
}
