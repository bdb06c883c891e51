package dev.weir.sandbox;

/** Seniority as it truly is, and the word each vendor has for it. */
enum Rank {
    C_LEVEL("executive", "c_suite", "cxo"),
    VP("executive", "vp", "vp"),
    HEAD("director", "head", "director"),
    DIRECTOR("director", "director", "director"),
    MANAGER("manager", "manager", "manager"),
    SENIOR("senior", "senior", "senior"),
    ENTRY("junior", "entry", "entry");

    final String hunter;
    final String apollo;
    final String pdl;

    Rank(String hunter, String apollo, String pdl) {
        this.hunter = hunter;
        this.apollo = apollo;
        this.pdl = pdl;
    }

    /** The normalised list of the provider pages, section 4.1, for a vendor's word. */
    static String canonical(String word) {
        return switch (word) {
            case "executive", "c_suite", "cxo" -> "c_level";
            case "junior" -> "entry";
            default -> word;
        };
    }
}
