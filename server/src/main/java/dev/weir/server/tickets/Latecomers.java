package dev.weir.server.tickets;

import dev.weir.provider.Reply;

/** Keeps the record of answers that came too late to count. */
@FunctionalInterface
public interface Latecomers {

    /**
     * Writes that record, charged to nobody, in the caller's transaction; once for all time.
     *
     * @param ticket as it stood before; one that was answered is told of by another submission in which it was, too
     * @return whether there was none before
     */
    boolean keep(Ticket ticket, Reply reply);
}
