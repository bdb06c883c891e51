package dev.weir.acceptance.temporal;

/**
 * A list of people of whom no two share a name or a company, so that no question is asked twice and nobody's answer is
 * another one's: who is asked about a row, and what it costs, then depends on nothing but the row.
 *
 * @param seed of their companies
 */
record Leads(long seed, int rows) {

    private static final int FIRST_NAMES = 100;
    private static final int LETTERS = 26;

    Leads {
        if (rows < 1) {
            throw new IllegalArgumentException("a list has at least one row");
        }
    }

    /** As CSV. */
    String csv() {
        StringBuilder csv = new StringBuilder("First Name,Last Name,Domain\n");
        for (int row = 0; row < rows; row++) {
            csv.append("Given")
                    .append(word(row % FIRST_NAMES))
                    .append(",Family")
                    .append(word(row / FIRST_NAMES));
            csv.append(",company").append(seed).append('n').append(row).append(".example\n");
        }
        return csv.toString();
    }

    private static String word(int number) {
        StringBuilder word = new StringBuilder();
        for (int left = number + 1; left > 0; left /= LETTERS) {
            word.append((char) ('a' + left % LETTERS));
        }
        return word.toString();
    }
}
