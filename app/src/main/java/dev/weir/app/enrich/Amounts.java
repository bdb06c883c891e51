package dev.weir.app.enrich;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers, amounts and times as people read them. */
public final class Amounts {

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Amounts() {}

    /** Credits from 1/1000 credits: {@code 1,234.5}. */
    public static String credits(long milli) {
        BigDecimal credits = BigDecimal.valueOf(milli, 3).stripTrailingZeros();
        int digits = Math.max(0, credits.scale());
        return String.format(Locale.ROOT, "%,." + digits + "f", credits);
    }

    /** {@code 1 credit}, {@code 1,234.5 credits}. */
    public static String inCredits(long milli) {
        return in(milli, "credit");
    }

    /** An amount in a vendor's own unit, from 1/1000: {@code 1 credit}, {@code 465 credits}, {@code 7 USD/1000}. */
    public static String in(long milli, String unit) {
        boolean word = unit.matches("[a-z ]*[a-rt-z]");
        return credits(milli) + " " + (milli == 1_000 || !word ? unit : plural(unit));
    }

    private static String plural(String word) {
        return word.endsWith("y") ? word.substring(0, word.length() - 1) + "ies" : word + "s";
    }

    /** An amount that is an estimate: two decimals, of less than a tenth what there is. */
    public static String about(long milli) {
        return credits(milli < 100 ? milli : (milli + 5) / 10 * 10);
    }

    /** The same of an amount that is not exceeded: never less than it. */
    public static String atMost(long milli) {
        return credits(milli < 100 ? milli : Math.ceilDiv(milli, 10) * 10);
    }

    /** {@code 1,234}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 1 row}, {@code 1,234 rows}. @param one what is counted, one of it */
    public static String count(long number, String one) {
        return count(number, one, plural(one));
    }

    /** The same where the plural is another word. */
    public static String count(long number, String one, String many) {
        return count(number) + " " + (number == 1 ? one : many);
    }

    /** In UTC: {@code 2026-11-20 17:36:16}. */
    public static String moment(Instant moment) {
        return MOMENT.format(moment);
    }

    /** What programs call {@code partially_completed}. */
    public static String words(String code) {
        return code.replace('_', ' ');
    }
}
