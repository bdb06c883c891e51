package dev.weir.acceptance.late;

/** A list of companies of which no two have one domain. */
final class Companies {

    /** The header of the domains. */
    static final String HEADER = "Domain";

    private Companies() {}

    /** As CSV. */
    static String list(int rows) {
        StringBuilder csv = new StringBuilder(HEADER).append('\n');
        for (int row = 0; row < rows; row++) {
            csv.append("company").append(row).append(".example\n");
        }
        return csv.toString();
    }
}
