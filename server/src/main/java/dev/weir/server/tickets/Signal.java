package dev.weir.server.tickets;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An event from outside. @param rowIndex null when it is for every row @param payload JSON */
public record Signal(long id, long jobId, @Nullable Integer rowIndex, String name, String payload, Instant at) {}
