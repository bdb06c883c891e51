package dev.weir.provider;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Domain names in other scripts, in the ASCII form in which they are registered and asked for.
 *
 * <p>What browsers and registries do is UTS 46, non-transitional; the JDK has its forerunner (RFC 3490), which takes
 * {@code straße.de} for {@code strasse.de}, another's domain. The two differ in what names are made of today in four
 * characters only. Labels with one that is a letter (ß, ς) are therefore encoded here; the two joiners, which are dropped,
 * are the JDK's.
 */
final class InternationalNames {

    private static final Pattern DOTS = Pattern.compile("[.\u3002\uFF0E\uFF61]"); // UTS 46 section 2.3

    /** Letters that a forerunner rewrites (UTS 46 section 1.3). */
    private static final Pattern DEVIATING = Pattern.compile("[\u00DF\u1E9E\u03C2]");

    private static final Pattern LETTERS = Pattern.compile("[\\p{L}\\p{M}\\p{Nd}-]+");

    private InternationalNames() {}

    /** Empty for what is no name. Labels that are ASCII are not judged. */
    static Optional<String> toAscii(String host) {
        StringBuilder ascii = new StringBuilder();
        for (String label : DOTS.split(host, -1)) {
            Optional<String> encoded = DEVIATING.matcher(label).find() ? encoded(label) : ofTheJdk(label);
            if (encoded.isEmpty()) {
                return Optional.empty();
            }
            ascii.append(ascii.isEmpty() ? "" : ".").append(encoded.get());
        }
        return Optional.of(ascii.toString());
    }

    private static Optional<String> ofTheJdk(String label) {
        try {
            return Optional.of(IDN.toASCII(label, IDN.ALLOW_UNASSIGNED));
        } catch (IllegalArgumentException | IndexOutOfBoundsException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<String> encoded(String label) {
        String plain = Normalizer.normalize(label, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return LETTERS.matcher(plain).matches() ? Optional.of("xn--" + Punycode.encode(plain)) : Optional.empty();
    }
}
