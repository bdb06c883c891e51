package dev.weir.server.waterfall;

/** What becomes of a cell when a billable call's answer was lost and neither look-up nor free repeat can tell. */
public enum OnDoubt {
    /** The cell ends in doubt; its amount stays held. */
    HOLD,
    /** The amount stays held and the waterfall goes on. */
    SKIP,
    /** The caller asks again under the same key and the amount already held. */
    RETRY
}
