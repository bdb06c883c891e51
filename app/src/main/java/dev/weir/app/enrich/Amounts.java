package dev.weir.app.enrich;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers as people read them. */
public final class Amounts {

    private Amounts() {}

    /** Credits from 1/1000 credits: {@code 1,234.5}. */
    public static String credits(long milli) {
        BigDecimal credits = BigDecimal.valueOf(milli, 3).stripTrailingZeros();
        int digits = Math.max(0, credits.scale());
        return String.format(Locale.ROOT, "%,." + digits + "f", credits);
    }

    /** {@code 1,234}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
