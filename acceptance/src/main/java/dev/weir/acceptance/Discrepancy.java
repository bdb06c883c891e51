package dev.weir.acceptance;

/** Something that two books tell differently, or that must not be. @param subject what it is about: a row, an asking, a question */
record Discrepancy(Kind kind, String subject, String detail) {

    enum Kind {
        /** A row or cell that is not final though the job has closed. */
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
        /** What {@code weir verify} finds. */
        INVARIANT_BROKEN
    }

    @Override
    public String toString() {
        return kind + ": " + subject + ": " + detail;
    }
}
