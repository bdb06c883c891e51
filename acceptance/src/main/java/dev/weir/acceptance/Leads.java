package dev.weir.acceptance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A list of people of whom no two share a name or a company, so that no question is asked twice and nobody's answer is
 * another one's: who is asked about a row, and what it costs, then depends on nothing but the row.
 *
 * @param seed of their companies
 */
public record Leads(long seed, int rows) {

    private static final int FIRST_NAMES = 100;
    private static final int LETTERS = 26;

    public Leads {
        if (rows < 1) {
            throw new IllegalArgumentException("a list has at least one row");
        }
    }

    /** What is known of each, by canonical field. */
    public List<Map<String, String>> records() {
        List<Map<String, String>> records = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            Map<String, String> one = new LinkedHashMap<>();
            one.put("person.first_name", "Given" + word(row % FIRST_NAMES));
            one.put("person.last_name", "Family" + word(row / FIRST_NAMES));
            one.put("company.domain", "company" + seed + "n" + row + ".example");
            records.add(one);
        }
        return records;
    }

    /** As CSV. */
    public String csv() {
        StringBuilder csv = new StringBuilder("First Name,Last Name,Domain\n");
        for (Map<String, String> one : records()) {
            csv.append(String.join(",", one.values())).append('\n');
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
