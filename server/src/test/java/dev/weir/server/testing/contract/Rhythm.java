package dev.weir.server.testing.contract;

/** How an engine under the contract comes to know of work: what a case is about must not be done by the other way. */
public enum Rhythm {

    /** It looks again within milliseconds, whether it is told or not; leases are renewed as often. */
    LOOKING,

    /** It looks by itself so rarely that no test lasts as long; what it does, it does because it was told. */
    TOLD
}
