package dev.weir.bench;

import java.util.Locale;

/** What a figure should be at least, at most or exactly; or nothing, when it is only shown. */
record Goal(Sense sense, double bound) {

    /** Shown, and not judged. */
    static final Goal NONE = new Goal(Sense.NONE, Double.NaN);

    /** How a figure is compared with its bound. */
    enum Sense {
        AT_LEAST("≥"),
        AT_MOST("≤"),
        EXACTLY("="),
        NONE("");

        private final String sign;

        Sense(String sign) {
            this.sign = sign;
        }
    }

    static Goal atLeast(double bound) {
        return new Goal(Sense.AT_LEAST, bound);
    }

    static Goal atMost(double bound) {
        return new Goal(Sense.AT_MOST, bound);
    }

    static Goal exactly(double bound) {
        return new Goal(Sense.EXACTLY, bound);
    }

    /** Whether the value is as it should be; what was not measured is not. */
    boolean isMetBy(double value) {
        return switch (sense) {
            case AT_LEAST -> value >= bound;
            case AT_MOST -> value <= bound;
            case EXACTLY -> value == bound;
            case NONE -> true;
        };
    }

    String text() {
        if (sense == Sense.NONE) {
            return "";
        }
        String number = bound == Math.rint(bound)
                ? String.format(Locale.ROOT, "%.0f", bound)
                : String.format(Locale.ROOT, "%s", bound);
        return sense.sign + " " + number;
    }
}
