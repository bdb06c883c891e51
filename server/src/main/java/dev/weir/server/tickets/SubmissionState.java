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

    /** As shown. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
