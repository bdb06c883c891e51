package dev.weir.provider;

/** A call that costs nothing and tells whether a vendor takes the credential. Immutable and thread-safe. */
@FunctionalInterface
public interface FreeCall {

    /** Sends it once. Never throws for anything the vendor does. */
    Heard ask(Exchange exchange);

    /**
     * What the vendor said.
     *
     * @param detail for a person, in the vendor's own words where it has any, without our secrets
     */
    record Heard(Standing standing, String detail) {}

    /** How a credential stands with its vendor. */
    enum Standing {
        /** It is taken. */
        VALID,
        /** It is wrong, or lacks a right. */
        REJECTED,
        /** It is taken, and its balance is used up. */
        OUT_OF_CREDITS,
        /** The vendor was not reached, or is in trouble. */
        UNREACHABLE,
        /** The vendor's answer tells nothing of the credential. */
        UNCLEAR
    }
}
