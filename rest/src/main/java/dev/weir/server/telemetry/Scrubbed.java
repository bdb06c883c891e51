package dev.weir.server.telemetry;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What is left of a message when everything is taken out that may be somebody's: addresses, keys, numbers, whatever is
 * quoted, given as a value or stands in a further line.
 */
final class Scrubbed {

    private static final int LONGEST = 300;

    private record Rule(Pattern pattern, String left) {
        static Rule of(String pattern, String left) {
            return new Rule(Pattern.compile(pattern), left);
        }
    }

    private static final List<Rule> RULES = List.of(
            Rule.of("(?s)[\\r\\n].*", ""),
            Rule.of("(?i)\\b[a-z][a-z0-9+.-]*:/{1,2}\\S+", "<url>"),
            Rule.of("\"[^\"]*(\"|$)|“[^”]*(”|$)|«[^»]*(»|$)|`[^`]*(`|$)|\\[[^\\]]*(]|$)", "<text>"),
            // An apostrophe is none of these.
            Rule.of("(?<![\\p{L}\\p{N}])'.*?('(?![\\p{L}\\p{N}])|$)", "<text>"),
            Rule.of("[^\\s<>(),;:]+@[^\\s<>(),;:]+", "<email>"),
            Rule.of("\\?\\S+=\\S*", "<query>"),
            Rule.of("(?i)\\b(bearer|basic)\\s+(?!<)\\S+", "$1 <secret>"),
            Rule.of(
                    "(?i)\\b(authorization|token|secret|passw(?:or)?d|api[-_ ]?key|key)\\s*[:=]\\s*(?!<)\\S+",
                    "$1 <secret>"),
            Rule.of("\\+?[0-9][0-9 ()./-]{5,}[0-9]", "<number>"),
            Rule.of("\\([^)]*(\\)|$)", "<text>"),
            Rule.of("=\\s*(?!<)[^\\s,;)]+", "=<value>"),
            Rule.of("\\b(?=[A-Za-z_+/-]*[0-9])[A-Za-z0-9_+/-]{16,}=*", "<token>"));

    private Scrubbed() {}

    static String of(String message) {
        // Long ones are cut first: nobody has to search megabytes of an answer for what to leave out.
        String text = message.length() > 4 * LONGEST ? message.substring(0, 4 * LONGEST) : message;
        for (Rule rule : RULES) {
            text = rule.pattern().matcher(text).replaceAll(rule.left());
        }
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }
}
