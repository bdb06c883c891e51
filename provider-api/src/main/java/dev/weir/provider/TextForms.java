package dev.weir.provider;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads texts, telephone numbers and times. */
final class TextForms {

    private static final Pattern EXTENSION = Pattern.compile("(?i)\\s*(ext\\.?|extension|x|#)\\s*\\d{1,7}$");
    private static final Pattern PHONE = Pattern.compile("\\+?[0-9 ()./\\-\\u00a0\\u2010-\\u2015]+");
    private static final int PHONE_MIN_DIGITS = 7;
    private static final int PHONE_MAX_DIGITS = 15; // ITU-T E.164 section 6
    private static final int NUMBER_MAX_EXPONENT = 40;

    private TextForms() {}

    static Optional<Object> text(Object raw) {
        return clean(raw).map(text -> (Object) text);
    }

    /** The text in one line of reasoning: no control characters, whole surrogates, NFC, no blank around, not empty. */
    static Optional<String> clean(Object raw) {
        String text = switch (raw) {
            case String string -> string;
            case BigDecimal number when Math.abs((long) number.scale()) > NUMBER_MAX_EXPONENT -> "";
            case BigDecimal number -> number.toPlainString();
            case Number number -> number.toString();
            default -> "";
        };
        String clean = isPlain(text) ? text.strip() : strip(Normalizer.normalize(repaired(text), Normalizer.Form.NFC));
        return clean.isEmpty() ? Optional.empty() : Optional.of(clean);
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c > 0x7e) {
                return false;
            }
        }
        return true;
    }

    /** PostgreSQL stores neither NUL nor half a surrogate pair; other control characters have no place in a value. */
    private static String repaired(String text) {
        StringBuilder good = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                good.append('\ufffd');
            } else if (Character.isISOControl(c) && c != '\n' && c != '\t') {
                good.append(' ');
            } else {
                good.appendCodePoint(c);
            }
        });
        return good.toString();
    }

    /** Strips what looks blank too: the no-break space, the zero-width space and the byte order mark. */
    private static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u200b' || c == '\ufeff';
    }

    static Optional<Object> phone(Object raw) {
        String text = clean(raw).orElse("").replace("(0)", "");
        if (isInternational(text)) {
            return Optional.of(text);
        }
        if (!PHONE.matcher(text).matches()) {
            text = EXTENSION.matcher(text).replaceFirst("");
        }
        if (!PHONE.matcher(text).matches()) {
            return Optional.empty();
        }
        StringBuilder digits = new StringBuilder();
        text.chars().filter(c -> c >= '0' && c <= '9').forEach(c -> digits.append((char) c));
        boolean international = text.startsWith("+");
        if (!international && digits.length() > 2 && digits.charAt(0) == '0' && digits.charAt(1) == '0') {
            international = true;
            digits.delete(0, 2);
        }
        boolean plausible = digits.length() >= PHONE_MIN_DIGITS
                && digits.length() <= PHONE_MAX_DIGITS
                && !(international && digits.charAt(0) == '0');
        return plausible ? Optional.of((international ? "+" : "") + digits) : Optional.empty();
    }

    /** A number in the form that is given back: no pattern is needed. */
    private static boolean isInternational(String text) {
        if (text.length() <= PHONE_MIN_DIGITS
                || text.length() > PHONE_MAX_DIGITS + 1
                || text.charAt(0) != '+'
                || text.charAt(1) == '0') {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    static Optional<Object> time(Object raw) {
        if (!(raw instanceof String) || clean(raw).isEmpty()) {
            return Optional.empty();
        }
        String text = clean(raw).get();
        try {
            if (text.length() == 10) {
                return Optional.of(LocalDate.parse(text).toString());
            }
            String iso = text.replace(' ', 'T').replace("TUTC", "Z");
            OffsetDateTime time = iso.indexOf('Z') < 0 && iso.lastIndexOf('+') < 0 && iso.lastIndexOf('-') < 10
                    ? LocalDateTime.parse(iso).atOffset(ZoneOffset.UTC)
                    : OffsetDateTime.parse(iso);
            return Optional.of(time.toInstant().toString());
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }
}
