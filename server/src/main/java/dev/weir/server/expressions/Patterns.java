package dev.weir.server.expressions;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Regular expressions that take time in proportion to the text (RE2), and room in proportion to a bound: a pattern is
 * measured before it is compiled, since {@code ((a{1000}){1000}){1000}} is short and its automaton is not.
 */
final class Patterns {

    private static final int LONGEST = 500;
    private static final long MOST_STATES = 1_000;
    private static final int CHARACTERS_PER_UNIT = 256;

    private static final Cache<String, Pattern> COMPILED =
            Caffeine.newBuilder().maximumSize(1_000).build();

    private Patterns() {}

    /** Whether the pattern is found in the text. @throws IllegalArgumentException for a pattern that cannot be taken */
    static boolean matches(String text, String pattern) {
        Pattern compiled = compiled(pattern);
        Meter.CURRENT.get().spend((long) text.length() * compiled.programSize() / CHARACTERS_PER_UNIT);
        return compiled.matcher(text).find();
    }

    /** @throws IllegalArgumentException for a pattern that cannot be taken, saying why */
    static Pattern compiled(String pattern) {
        return COMPILED.get(pattern, Patterns::compile);
    }

    private static Pattern compile(String pattern) {
        if (pattern.length() > LONGEST || new Size(pattern).all() > MOST_STATES) {
            throw new IllegalArgumentException("the pattern is too large: at most " + LONGEST
                    + " characters, and repetitions that come to at most " + MOST_STATES + " of them");
        }
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException wrong) {
            throw new IllegalArgumentException(
                    "the pattern is no regular expression: " + wrong.getDescription(), wrong);
        }
    }

    /** Goes over a pattern once and adds up what its repetitions come to, at least. */
    private static final class Size {
        private final String pattern;
        private int at;

        Size(String pattern) {
            this.pattern = pattern;
        }

        /** @throws IllegalArgumentException where a group ends that never began */
        long all() {
            long all = states();
            if (at < pattern.length() && all <= MOST_STATES) {
                throw new IllegalArgumentException("the pattern has a ')' without its '('");
            }
            return all;
        }

        /** Of what is left up to the end of the group. */
        private long states() {
            long all = 0;
            while (at < pattern.length() && pattern.charAt(at) != ')') {
                long one = atom();
                while (at < pattern.length() && all <= MOST_STATES && isRepetition()) {
                    one *= repetition();
                }
                all += one;
                if (all > MOST_STATES) {
                    return all;
                }
            }
            return all + 1;
        }

        private long atom() {
            char first = pattern.charAt(at++);
            switch (first) {
                case '(' -> {
                    long inner = states();
                    at++;
                    return inner + 2;
                }
                case '[' -> {
                    // A bracket that comes first stands for itself.
                    at += at + 1 < pattern.length() && pattern.charAt(at) == '^' ? 2 : 1;
                    while (at < pattern.length() && pattern.charAt(at) != ']') {
                        int named = pattern.startsWith("[:", at) ? pattern.indexOf(":]", at + 2) : -1;
                        at = named > 0 ? named + 2 : at + (pattern.charAt(at) == '\\' ? 2 : 1);
                    }
                    at++;
                    return 1;
                }
                case '\\' -> {
                    char escaped = at < pattern.length() ? pattern.charAt(at++) : ' ';
                    if (escaped == 'Q') {
                        throw new IllegalArgumentException(
                                "the pattern quotes with \\Q; escape each character instead");
                    }
                    boolean named = (escaped == 'p' || escaped == 'P' || escaped == 'x')
                            && at < pattern.length()
                            && pattern.charAt(at) == '{';
                    if (named) {
                        int end = pattern.indexOf('}', at);
                        at = end < 0 ? pattern.length() : end + 1;
                    }
                    return 1;
                }
                default -> {
                    return 1;
                }
            }
        }

        private boolean isRepetition() {
            return switch (pattern.charAt(at)) {
                case '*', '+', '?' -> true;
                case '{' -> at + 1 < pattern.length() && Character.isDigit(pattern.charAt(at + 1));
                default -> false;
            };
        }

        private long repetition() {
            if (pattern.charAt(at++) != '{') {
                return 2;
            }
            long most = 0;
            long number = 0;
            while (at < pattern.length() && pattern.charAt(at) != '}') {
                char digit = pattern.charAt(at++);
                number = Character.isDigit(digit) ? Math.min(MOST_STATES, number * 10 + (digit - '0')) : 0;
                most = Math.max(most, number);
            }
            at++;
            return Math.max(1, most);
        }
    }
}
