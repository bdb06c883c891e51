package dev.weir.server.tickets;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a worker said of how far it is. @param data JSON, null for none */
public record Progress(
        long id, long ticketId, String message, @Nullable String data, Instant at) {}
