package dev.weir.sandbox;

/** What becomes of mail to an address; the same for every vendor that is asked about it. */
enum EmailStatus {
    VALID("valid", "deliverable", "valid", 100),
    ACCEPT_ALL("accept_all", "risky", "catch_all", 70),
    UNKNOWN("unknown", "risky", "unknown", 50),
    WEBMAIL("webmail", "risky", "risky", 60),
    DISPOSABLE("disposable", "undeliverable", "invalid", 10),
    INVALID("invalid", "undeliverable", "invalid", 0);

    final String hunter;
    final String hunterResult;
    /** The canonical status of the provider pages, section 4.3. */
    final String canonical;

    final int score;

    EmailStatus(String hunter, String hunterResult, String canonical, int score) {
        this.hunter = hunter;
        this.hunterResult = hunterResult;
        this.canonical = canonical;
        this.score = score;
    }
}
