package dev.weir.server.credits;

import java.math.BigDecimal;

/** Amounts as people write them. Inside, an amount is an integer of 1/1000 credit. */
public final class Credits {

    private Credits() {}

    /** Such as {@code 12.5}; no trailing zeros. */
    public static String text(long milli) {
        return amount(milli).toPlainString();
    }

    /** The same as a number, which JSON writes as {@link #text} does: never in powers of ten. */
    public static BigDecimal amount(long milli) {
        BigDecimal credits = BigDecimal.valueOf(milli, 3).stripTrailingZeros();
        return credits.scale() < 0 ? credits.setScale(0) : credits;
    }

    /** @throws IllegalArgumentException when it is negative, finer than 1/1000, or not a number */
    public static long parse(String text) {
        try {
            long milli = exactMilli(new BigDecimal(text.strip()));
            if (milli < 0) {
                throw new IllegalArgumentException("'" + text + "' is negative; give an amount of 0 or more");
            }
            return milli;
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an amount of credits; write it as 25 or 12.5, at most three decimals", e);
        }
    }

    /** @throws IllegalArgumentException when it is negative, finer than 1/1000, or beyond counting */
    public static long milli(BigDecimal amount) {
        long milli;
        try {
            milli = exactMilli(amount);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("an amount has at most three decimals and sixteen digits", e);
        }
        if (milli < 0) {
            throw new IllegalArgumentException("an amount is 0 or more");
        }
        return milli;
    }

    // Neither its text nor its digits are written out, which are a gigabyte of 1E400000000.
    private static long exactMilli(BigDecimal amount) {
        return amount.scaleByPowerOfTen(3).longValueExact();
    }
}
