package dev.weir.provider;

/** Writes text in ASCII letters, digits and hyphens (RFC 3492 section 6.3, with the parameters of section 5). */
final class Punycode {

    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int INITIAL_BIAS = 72;
    private static final int INITIAL_N = 0x80;

    private Punycode() {}

    /** @param text a label of a domain name, so that nothing overflows */
    static String encode(String text) {
        int[] points = text.codePoints().toArray();
        StringBuilder encoded = new StringBuilder();
        for (int point : points) {
            if (point < INITIAL_N) {
                encoded.append((char) point);
            }
        }
        int basic = encoded.length();
        if (basic > 0) {
            encoded.append('-');
        }
        int n = INITIAL_N;
        int delta = 0;
        int bias = INITIAL_BIAS;
        for (int handled = basic; handled < points.length; ) {
            int next = nextFrom(points, n);
            delta += (next - n) * (handled + 1);
            n = next;
            for (int point : points) {
                if (point < n) {
                    delta++;
                } else if (point == n) {
                    append(encoded, delta, bias);
                    bias = adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
            n++;
        }
        return encoded.toString();
    }

    private static int nextFrom(int[] points, int least) {
        int next = Integer.MAX_VALUE;
        for (int point : points) {
            if (point >= least && point < next) {
                next = point;
            }
        }
        return next;
    }

    private static void append(StringBuilder to, int delta, int bias) {
        int q = delta;
        for (int k = BASE; ; k += BASE) {
            int t = Math.clamp(k - bias, T_MIN, T_MAX);
            if (q < t) {
                to.append(digit(q));
                return;
            }
            to.append(digit(t + (q - t) % (BASE - t)));
            q = (q - t) / (BASE - t);
        }
    }

    private static char digit(int value) {
        return (char) (value < 26 ? 'a' + value : '0' + value - 26);
    }

    private static int adapt(int delta, int points, boolean first) {
        int rest = first ? delta / DAMP : delta / 2;
        rest += rest / points;
        int k = 0;
        while (rest > (BASE - T_MIN) * T_MAX / 2) {
            rest /= BASE - T_MIN;
            k += BASE;
        }
        return k + (BASE - T_MIN + 1) * rest / (rest + SKEW);
    }
}
