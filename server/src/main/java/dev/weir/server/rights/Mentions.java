package dev.weir.server.rights;

import dev.weir.server.suppression.Handle;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Finds handles in any text, as vendors, spreadsheets and JSON write them: escaped, percent-encoded, a number with blanks.
 *
 * <p>The same expression is PostgreSQL's and Java's, and is used without regard to case. A handle that is only the end or the
 * beginning of a longer one is none: {@code jane@acme.co} is not found in {@code mary-jane@acme.co}, nor in
 * {@code jane@acme.com}.
 */
final class Mentions {

    /** What goes on is another host, unless it is the ending of a file that was called so. */
    private static final String AFTER_HOST =
            "(?:(?![a-z0-9\\-]|\\.[a-z0-9])|(?=\\.(?:csv|tsv|txt|xlsx?|jsonl?)(?:$|[^a-z0-9])))";

    private static final String AT = "(?:@|\\\\{1,4}u0040|%40|&#64;)";
    /** What forms send has a plus for a blank; one of an address is escaped there, as its {@code @} is. */
    private static final String IN_FORM = "(?<=\\+)";

    private static final String SLASH = "(?:\\\\{0,4}/|%2f|\\\\{1,4}u002f)";
    private static final String AFTER_PATH = "(?![a-z0-9_\\-]|%[c-f][0-9a-f])";
    private static final String BETWEEN_DIGITS = "[\\s().\\-/]{0,3}";

    private static final String LINKEDIN = "https://www.linkedin.com/";

    /** A profile's own name is looked for by itself where it can hardly be anything else. */
    private static final Pattern TELLING = Pattern.compile("(?=.*[0-9\\-])[a-z0-9\\-]{8,}");

    private static final int FEWEST_DIGITS = 9;

    private final String expression;
    private final Pattern pattern;

    private Mentions(String expression) {
        this.expression = expression;
        this.pattern = Pattern.compile(expression, Pattern.CASE_INSENSITIVE);
    }

    /** Of any of these. @throws IllegalArgumentException when there are none */
    static Mentions of(Collection<Handle> handles) {
        List<String> all = new ArrayList<>();
        handles.forEach(handle -> {
            switch (handle.kind()) {
                case EMAIL -> all.add(email(handle.value()));
                case DOMAIN -> all.add("(?<![a-z0-9\\-])" + literal(handle.value()) + AFTER_HOST);
                case LINKEDIN -> linkedin(handle.value().substring(LINKEDIN.length()), all);
                case PHONE -> phone(handle.value(), all);
            }
        });
        if (all.isEmpty()) {
            throw new IllegalArgumentException("nobody is named");
        }
        return new Mentions(String.join("|", all));
    }

    /** For PostgreSQL's {@code ~*}. */
    String expression() {
        return expression;
    }

    boolean in(String text) {
        return pattern.matcher(text).find();
    }

    private static String email(String value) {
        int at = value.lastIndexOf('@');
        String local = literal(value.substring(0, at));
        return "(?:" + address(local) + AT + "|" + IN_FORM + local + "%40)" + literal(value.substring(at + 1))
                + AFTER_HOST;
    }

    /** Before it stands nothing that belongs to an address, unless that is the end of an escape. */
    private static String address(String local) {
        return behind(
                local,
                "(?<![a-z0-9._+\\-]",
                "(?<=%[0-9a-f][0-9a-f]",
                "(?<=\\\\[nrtbf]",
                "(?<=\\\\u[0-9a-f][0-9a-f][0-9a-f][0-9a-f]");
    }

    private static String path(String section) {
        return behind(section + SLASH, "(?<![a-z0-9]", "(?<=%2f", "(?<=u002f");
    }

    /** The text, where any of these looks back at it: afterwards, since that is tried only where the text stands. */
    private static String behind(String text, String... looks) {
        StringJoiner any = new StringJoiner("|", "(?:", ")");
        for (String look : looks) {
            any.add(look + text + ")");
        }
        return text + any;
    }

    private static void linkedin(String path, List<String> to) {
        int slash = path.indexOf('/');
        String section = path.substring(0, slash);
        String name = path.substring(slash + 1);
        to.add(path(section) + literal(name) + AFTER_PATH);
        String decoded = URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        if (!decoded.equals(name)) {
            to.add(path(section) + literal(decoded) + AFTER_PATH);
        }
        if (TELLING.matcher(name).matches()) {
            to.add("(?<![a-z0-9._\\-])" + literal(name) + "(?![a-z0-9._@\\-])");
        }
    }

    private static void phone(String value, List<String> to) {
        String digits = value.startsWith("+") ? value.substring(1) : value;
        if (digits.length() >= FEWEST_DIGITS) {
            to.add("(?<![0-9])(?:00)?" + String.join(BETWEEN_DIGITS, digits.split("")) + "(?![0-9])");
        }
    }

    /** Letters and digits as they are, all else escaped; both languages read a backslash before it so. */
    private static String literal(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c < 0x80 && !Character.isLetterOrDigit(c)) {
                escaped.append('\\');
            }
            escaped.appendCodePoint(c);
        });
        return escaped.toString();
    }
}
