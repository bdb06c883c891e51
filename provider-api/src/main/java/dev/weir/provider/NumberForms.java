package dev.weir.provider;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads numbers and booleans; bounded, so that {@code 1e999999999} costs nothing. */
final class NumberForms {

    private static final int MAX_DIGITS = 38;
    private static final int MAX_TEXT = 60;

    private static final Pattern GROUPED = Pattern.compile("[+-]?\\d{1,3}([,'’ \\u00a0\\u202f]\\d{3})+(\\.\\d+)?");
    private static final Pattern DOTTED = Pattern.compile("[+-]?\\d{1,3}(\\.\\d{3}){2,}");
    private static final Pattern NUMBER =
            Pattern.compile("([+-]?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d{1,2})?)\\s*([kKmMbB]?)");
    private static final Pattern YEAR = Pattern.compile("(\\d{4})(-\\d{2}(-\\d{2}.*)?)?");

    private NumberForms() {}

    static Optional<Object> integer(Object raw) {
        return whole(raw).map(number -> number);
    }

    static Optional<Object> count(Object raw) {
        return whole(raw).filter(number -> number > 0).map(number -> number);
    }

    static Optional<Object> score(Object raw) {
        return whole(raw).filter(number -> number >= 0 && number <= 100).map(number -> number);
    }

    static Optional<Object> year(Object raw) {
        Optional<Long> year;
        if (raw instanceof String text) {
            Matcher matcher = YEAR.matcher(text.strip());
            year = matcher.matches() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
        } else {
            year = whole(raw);
        }
        return year.filter(number -> number >= 1000 && number <= 2100).map(number -> number);
    }

    static Optional<Object> decimal(Object raw) {
        return number(raw).map(number -> {
            BigDecimal plain = number.stripTrailingZeros();
            return plain.scale() < 0 ? plain.setScale(0) : plain;
        });
    }

    static Optional<Object> truth(Object raw) {
        if (raw instanceof Boolean truth) {
            return Optional.of(truth);
        }
        return switch (raw.toString().strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "1" -> Optional.of(true);
            case "false", "no", "0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    static Optional<Long> whole(Object raw) {
        if (raw instanceof Long number) {
            return Optional.of(number);
        }
        try {
            return number(raw).map(BigDecimal::longValueExact);
        } catch (ArithmeticException notWhole) {
            return Optional.empty();
        }
    }

    private static Optional<BigDecimal> number(Object raw) {
        return switch (raw) {
            case BigDecimal number -> bounded(number);
            case Double number when !Double.isFinite(number) -> Optional.empty();
            case Float number when !Float.isFinite(number) -> Optional.empty();
            case Number number ->
                number.toString().length() > MAX_TEXT ? Optional.empty() : bounded(new BigDecimal(number.toString()));
            case String text -> written(text.strip());
            default -> Optional.empty();
        };
    }

    private static Optional<BigDecimal> written(String text) {
        if (text.isEmpty() || text.length() > MAX_TEXT) {
            return Optional.empty();
        }
        String bare = "$€£".indexOf(text.charAt(0)) >= 0 ? text.substring(1).strip() : text;
        if (GROUPED.matcher(bare).matches()) {
            bare = bare.replaceAll("[,'’ \\u00a0\\u202f]", "");
        } else if (DOTTED.matcher(bare).matches()) {
            bare = bare.replace(".", "");
        }
        Matcher matcher = NUMBER.matcher(bare);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int zeros = switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "k" -> 3;
            case "m" -> 6;
            case "b" -> 9;
            default -> 0;
        };
        return bounded(new BigDecimal(matcher.group(1)).scaleByPowerOfTen(zeros));
    }

    private static Optional<BigDecimal> bounded(BigDecimal number) {
        boolean small = number.precision() <= MAX_DIGITS
                && number.scale() <= MAX_DIGITS
                && (long) number.precision() - number.scale() <= MAX_DIGITS;
        return small ? Optional.of(number) : Optional.empty();
    }
}
