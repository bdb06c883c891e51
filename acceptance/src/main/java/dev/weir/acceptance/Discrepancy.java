package dev.weir.acceptance;

/** Something that two books tell differently, or that must not be. @param subject what it is about: a row, an asking, a question */
public record Discrepancy(Kind kind, String subject, String detail) {

    /** What does not fit. */
    public enum Kind {
        /** A row, a cell or anything else that is not final though all should be over. */
        LOST,
        /** A row that was given up. */
        DEAD,
        /** A cell that is not what the undisturbed run made of it. */
        RESULT_DIFFERS,
        /** A vendor's charge that neither a settled record nor a standing intent accounts for. */
        CHARGE_UNKNOWN,
        /** A question that a vendor charged more often than we know to have asked it. */
        CHARGED_TWICE,
        /** An asking that was sent more often than we know. */
        SENT_TWICE,
        /** What we say the vendor took, or may have taken, is not what it took. */
        VENDOR_COST_WRONG,
        /** What the customer paid is not what the records say. */
        CUSTOMER_CHARGED_WRONG,
        /** An account that is not what its transfers and the world's own books make it. */
        BALANCE_WRONG,
        /** More was spent than somebody allowed. */
        CAP_EXCEEDED,
        /** Something that was acknowledged and is not there. */
        ACKNOWLEDGED_LOST,
        /** Something that was to happen once and happened again. */
        EFFECT_TWICE,
        /** A call that left after the cancel of its job was acknowledged. */
        AFTER_CANCEL,
        /** An event that a receiver was to hear of and did not. */
        EVENT_UNHEARD,
        /** What a receiver heard of and nobody committed. */
        EVENT_UNKNOWN,
        /** An event that was told in other words than before, or as somebody else's. */
        EVENT_ALTERED,
        /** A destination's row that is missing, doubled or not what it should be. */
        DESTINATION_WRONG,
        /** What the audience has is not what was delivered to it. */
        AUDIENCE_WRONG,
        /** What {@code weir verify} finds, and what must hold at every moment and did not. */
        INVARIANT_BROKEN
    }

    @Override
    public String toString() {
        return kind + ": " + subject + ": " + detail;
    }
}
