package dev.weir.bench;

import java.util.Iterator;
import java.util.stream.IntStream;

/** The rows that go in: made-up people, no two alike, so that nothing is remembered or shared. */
final class SampleRows {

    static final String LAST_NAME = "Example";

    private static final String FIRST_NAME = "Ada";

    private SampleRows() {}

    static String firstName(int row) {
        return FIRST_NAME + row;
    }

    /** Whose first name that is. */
    static int row(String firstName) {
        return Integer.parseInt(firstName.substring(FIRST_NAME.length()));
    }

    static String domain(int row) {
        return "company" + row % 1_000 + ".example";
    }

    /** The row as it is stored. */
    static String json(int row) {
        return "{\"person.first_name\":\"" + firstName(row) + "\",\"person.last_name\":\"" + LAST_NAME
                + "\",\"company.domain\":\"" + domain(row) + "\"}";
    }

    static Iterator<String> json(int from, int to) {
        return IntStream.range(from, to).mapToObj(SampleRows::json).iterator();
    }
}
