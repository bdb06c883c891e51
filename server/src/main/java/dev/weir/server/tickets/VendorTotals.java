package dev.weir.server.tickets;

import java.util.List;

/** Counts what vendors' totals say beside the costs of items. */
@FunctionalInterface
public interface VendorTotals {

    /** These have been written, in the caller's transaction. */
    void adjusted(long workspaceId, List<Adjustment> adjustments);
}
