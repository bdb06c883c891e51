package dev.weir.sandbox;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What makes two ways of asking mean the same company: its domain. A company asked by name lives at a domain derived
 * from the name under the reserved top-level domain {@code .example} (RFC 2606), so that the sandbox never claims a
 * real company's domain; a domain that the caller names itself is kept as it is.
 */
record CompanyKey(String domain) {
    private static final String RESERVED = ".example";
    private static final int LONGEST_LABEL = 50;
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)*\\.[a-z][a-z0-9-]+");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern LINKEDIN =
            Pattern.compile("(?:https?://)?(?:www\\.)?linkedin\\.com/company/([a-z0-9-]+)/?(?:[?#].*)?");

    CompanyKey {
        if (!DOMAIN.matcher(domain).matches()) {
            throw new IllegalArgumentException("Not a domain: " + domain);
        }
    }

    static Optional<CompanyKey> byName(String name) {
        return name.isBlank() ? Optional.empty() : Optional.of(new CompanyKey(slug(name) + RESERVED));
    }

    /** Takes a bare host, one with {@code www.}, or a URL; empty when there is no host with a dot in it. */
    static Optional<CompanyKey> byDomain(String text) {
        String host = text.strip().toLowerCase(Locale.ROOT);
        int scheme = host.indexOf("://");
        host = scheme < 0 ? host : host.substring(scheme + 3);
        int end = 0;
        while (end < host.length() && "/?#:".indexOf(host.charAt(end)) < 0) {
            end++;
        }
        host = host.substring(0, end);
        host = host.startsWith("www.") ? host.substring(4) : host;
        return host.length() <= 253 && DOMAIN.matcher(host).matches()
                ? Optional.of(new CompanyKey(host))
                : Optional.empty();
    }

    static Optional<CompanyKey> byLinkedin(String url) {
        var matcher = LINKEDIN.matcher(url.strip().toLowerCase(Locale.ROOT));
        return matcher.matches() ? byHandle(matcher.group(1)) : Optional.empty();
    }

    static Optional<CompanyKey> byHandle(String handle) {
        return byDomain(handle.contains("--") ? handle.replace("--", ".") : handle + RESERVED);
    }

    /** LinkedIn knows no dots: they become two hyphens, which a slug never holds. */
    String handle() {
        return domain.endsWith(RESERVED) && domain.indexOf('.') == domain.length() - RESERVED.length()
                ? domain.substring(0, domain.length() - RESERVED.length())
                : domain.replace(".", "--");
    }

    /** The only name the sandbox knows: the words of the domain's first label. */
    String name() {
        return capitalised(domain.substring(0, domain.indexOf('.')), '-');
    }

    /** Lower-case ASCII letters and digits, everything else a single hyphen; marked by a hash where letters were lost. */
    static String slug(String text) {
        String plain = MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
        var slug = new StringBuilder(plain.length());
        boolean lost = false;
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
                slug.append(c);
            } else if (c == '&') {
                slug.append(slug.isEmpty() || slug.charAt(slug.length() - 1) == '-' ? "and-" : "-and-");
            } else if (c != '\'' && c != '\u2019') {
                lost |= Character.isLetterOrDigit(c) || Character.isSurrogate(c);
                if (!slug.isEmpty() && slug.charAt(slug.length() - 1) != '-') {
                    slug.append('-');
                }
            }
        }
        if (!slug.isEmpty() && slug.charAt(slug.length() - 1) == '-') {
            slug.setLength(slug.length() - 1);
        }
        if (!lost && !slug.isEmpty() && slug.length() <= LONGEST_LABEL) {
            return slug.toString();
        }
        slug.setLength(Math.min(slug.length(), LONGEST_LABEL - 10));
        String mark = "x" + Integer.toHexString((int) Dice.root(0, "slug", plain.strip()));
        return slug.isEmpty() || slug.charAt(slug.length() - 1) == '-' ? slug + mark : slug + "-" + mark;
    }

    static String capitalised(String words, char between) {
        var result = new StringBuilder(words.length());
        boolean first = true;
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            if (c == between) {
                first = true;
                result.append(result.isEmpty() ? "" : " ");
            } else {
                result.append(first ? Character.toUpperCase(c) : c);
                first = false;
            }
        }
        return result.toString();
    }
}
