package dev.weir.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * A call that has been worked and written down; what is left is to send it.
 *
 * @param fault what is to be done to the answer on its way; null for nothing
 */
record Served(
        long sequence,
        Answer answer,
        int chargedMilli,
        @Nullable FaultKind fault,
        Desk desk,
        Desk.Account account,
        long latencyMillis) {}
