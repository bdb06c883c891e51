package dev.weir.server.workspace;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A key as it is written: {@code weir_<workspace>_<id>_<secret><checksum>}.
 *
 * <p>The checksum tells a mistyped or cut key from a wrong one without asking the database, and a scanner of leaked
 * secrets a key of ours from whatever looks like one.
 *
 * @param workspaceId 0 for the installation's key
 * @param secret 256 random bits, in {@link #DIGITS}
 */
record KeyText(long workspaceId, long id, String secret) {

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** 62^43 is more than 2^256. */
    private static final int SECRET_DIGITS = 43;

    /** 62^6 is more than 2^32. */
    private static final int CHECKSUM_DIGITS = 6;

    private static final Pattern WRITTEN = Pattern.compile("(weir_(0|[1-9][0-9]{0,17})_([1-9][0-9]{0,17})_([0-9A-Za-z]{"
            + SECRET_DIGITS + "}))([0-9A-Za-z]{" + CHECKSUM_DIGITS + "})");

    private static final SecureRandom RANDOM = new SecureRandom();

    static String newSecret() {
        StringBuilder secret = new StringBuilder(SECRET_DIGITS);
        for (int i = 0; i < SECRET_DIGITS; i++) {
            secret.append(DIGITS.charAt(RANDOM.nextInt(DIGITS.length())));
        }
        return secret.toString();
    }

    /** Empty for what is no key of ours: another shape, or a checksum that does not fit. */
    static Optional<KeyText> read(String written) {
        Matcher matcher = WRITTEN.matcher(written);
        if (!matcher.matches() || !checksum(matcher.group(1)).equals(matcher.group(5))) {
            return Optional.empty();
        }
        return Optional.of(
                new KeyText(Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)), matcher.group(4)));
    }

    /** What is hashed: a secret moved to another number or workspace is another one. */
    String unchecked() {
        return "weir_" + workspaceId + "_" + id + "_" + secret;
    }

    String written() {
        return unchecked() + checksum(unchecked());
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        char[] digits = new char[CHECKSUM_DIGITS];
        long rest = crc.getValue();
        for (int i = CHECKSUM_DIGITS - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        }
        return new String(digits);
    }

    /** Without the secret: it may end in a log. */
    @Override
    public String toString() {
        return "weir_" + workspaceId + "_" + id + "_…";
    }
}
