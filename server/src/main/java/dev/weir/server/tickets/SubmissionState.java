package dev.weir.server.tickets;

import java.util.Locale;

/** How a submission stands; the codes of {@code weir.submission.state} in their order. */
public enum SubmissionState {
    /** Somebody is about to hand it over, or does; after their lease nobody knows whether it left. */
    LEAVING,
    /** With the vendor. */
    OUT,
    /** Nothing more is expected. */
    ENDED,
    /** The vendor took nothing. */
    REFUSED;

    /** What leads from here to there; a state does not become itself. */
    public boolean canBecome(SubmissionState next) {
        return switch (this) {
            // Ended when a call-back is faster than the vendor's answer.
            case LEAVING -> next == OUT || next == ENDED || next == REFUSED;
            case OUT -> next == ENDED;
            case ENDED, REFUSED -> false;
        };
    }

    /** As shown. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
