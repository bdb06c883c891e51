package dev.weir.provider;

/** One thing a provider can be asked, with its declared facts. Immutable and thread-safe. */
public interface Operation {

    /** What the vendor's pages say of this operation. */
    OperationSpec spec();

    /**
     * Asks once and translates the answer; never retries, waits or charges, which the server does for all alike.
     *
     * <p>Never throws for anything the vendor does: whatever comes back, or fails to, is a {@link Reply}. It sends
     * through {@code exchange} at most one billable call.
     */
    Reply ask(Ask ask, Exchange exchange);
}
