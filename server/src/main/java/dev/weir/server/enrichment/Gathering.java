package dev.weir.server.enrichment;

import dev.weir.provider.OperationId;

/** An operation of a workspace for which a ticket has been opened on this node. */
record Gathering(long workspaceId, OperationId operation) {}
