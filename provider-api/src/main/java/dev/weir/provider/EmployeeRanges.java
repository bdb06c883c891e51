package dev.weir.provider;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The canonical size classes of companies, and how the ranges of others are brought to them.
 *
 * <p>A count belongs to the class that holds it. A range belongs to the class that it overlaps most, so {@code 10K-50K}
 * is {@code 10001+} and {@code 51-250} is {@code 51-200}; of an open one ({@code 1000+}) only the beginning is known.
 */
public final class EmployeeRanges {

    /** From the smallest to the largest. */
    public static final List<String> BUCKETS =
            List.of("1-10", "11-50", "51-200", "201-500", "501-1000", "1001-5000", "5001-10000", "10001+");

    private static final long[] LAST = {10, 50, 200, 500, 1000, 5000, 10_000, Long.MAX_VALUE};
    private static final long PLAUSIBLE = 20_000_000;

    private static final String NUMBER = "(\\d+(?:\\.\\d+)?)\\s*([km]?)";
    private static final Pattern RANGE = Pattern.compile(NUMBER + "\\s*(?:-|to|\\.\\.)\\s*" + NUMBER);
    private static final Pattern OPEN = Pattern.compile("(?:(?:>=?|over|more than)\\s*)?" + NUMBER + "\\s*\\+?");
    private static final Pattern BELOW = Pattern.compile("(?:<=?|under|less than|up to)\\s*" + NUMBER);

    private static final Pattern DASH = Pattern.compile("[\\u2010-\\u2015]");
    private static final Pattern THOUSANDS = Pattern.compile("(?<=\\d)[,' \\u00a0\\u202f](?=\\d{3}(\\D|$))");
    private static final Pattern PEOPLE = Pattern.compile("\\b(employees|employee|people|staff|fte)\\b");

    private EmployeeRanges() {}

    /** The class that holds this number of people, which is at least 1. */
    public static String of(long count) {
        if (count < 1) {
            throw new IllegalArgumentException("a company has at least one employee, not " + count);
        }
        return BUCKETS.get(index(count));
    }

    private static int index(long count) {
        int index = 0;
        while (count > LAST[index]) {
            index++;
        }
        return index;
    }

    static Optional<Object> read(Object raw) {
        if (!(raw instanceof String string)) {
            return NumberForms.whole(raw)
                    .filter(count -> count > 0 && count <= PLAUSIBLE)
                    .map(EmployeeRanges::of);
        }
        if (BUCKETS.contains(string)) {
            return Optional.of(string);
        }
        String text = plain(string);
        Matcher range = RANGE.matcher(text);
        if (range.matches()) {
            long low = number(range.group(1), range.group(2));
            long high = number(range.group(3), range.group(4));
            // "1-5K" means 1,000 to 5,000 only where the unit stands at both; a lone unit is read as written.
            return low <= high && high > 0 ? Optional.of(mostOf(Math.max(1, low), high)) : Optional.empty();
        }
        Matcher below = BELOW.matcher(text);
        if (below.matches()) {
            long high = number(below.group(1), below.group(2));
            return high > 0 ? Optional.of(mostOf(1, high)) : Optional.empty();
        }
        Matcher open = OPEN.matcher(text);
        if (open.matches()) {
            long low = number(open.group(1), open.group(2));
            return low > 0 ? Optional.of(text.matches(".*[+>o].*") ? above(low) : of(low)) : Optional.empty();
        }
        return Optional.empty();
    }

    /** A border that ends a class, as in {@code 1000+}, begins the next one. */
    private static String above(long low) {
        int index = index(low);
        return BUCKETS.get(LAST[index] == low ? index + 1 : index);
    }

    private static String mostOf(long low, long high) {
        int best = index(low);
        long most = 0;
        long first = 1;
        for (int i = 0; i < LAST.length; i++) {
            long overlap = Math.min(high, LAST[i]) - Math.max(low, first) + 1;
            if (overlap > most) {
                most = overlap;
                best = i;
            }
            first = LAST[i] + 1;
        }
        return BUCKETS.get(best);
    }

    private static String plain(String text) {
        if (text.length() > 60) {
            return "";
        }
        String dashed = DASH.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("-");
        String whole = THOUSANDS.matcher(dashed).replaceAll("");
        return PEOPLE.matcher(whole).replaceAll("").strip();
    }

    private static long number(String digits, String unit) {
        BigDecimal number = digits.length() > 12 ? BigDecimal.ZERO : new BigDecimal(digits);
        int zeros = unit.equals("k") ? 3 : unit.equals("m") ? 6 : 0;
        long whole = number.scaleByPowerOfTen(zeros).longValue();
        return whole > PLAUSIBLE ? 0 : whole;
    }
}
