package dev.weir.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads e-mail addresses, domains and web addresses. */
final class WebForms {

    private static final int EMAIL_MAX = 254; // RFC 5321 section 4.5.3.1.3, with erratum 1690
    private static final int LOCAL_MAX = 64; // RFC 5321 section 4.5.3.1.1
    private static final int HOST_MAX = 253; // RFC 1035 section 3.1
    private static final int LABEL_MAX = 63;
    private static final int URL_MAX = 2048;

    private static final Pattern LOCAL = Pattern.compile("[\\p{L}\\p{N}!#$%&'+/=?^_`{|}~.-]+");
    private static final Pattern SCHEME = Pattern.compile("(?i)^([a-z][a-z0-9+.-]*:)?//");
    /** Scheme, host, and the rest; a user's name before the host is none of these. */
    private static final Pattern AUTHORITY = Pattern.compile("(?i)(https?://)([^/?#:@]+)((?:[:/?#].*)?)");

    private static final Pattern LINKEDIN =
            Pattern.compile("(?i)^(?:(?:https?:)?//)?(?:[a-z0-9-]+\\.)*linkedin\\.com(?::\\d+)?/+(.*)$");
    private static final int HANDLE_MAX = 200;
    private static final Pattern HANDLE = Pattern.compile("[\\p{L}\\p{M}\\p{N}\\p{So}_.&'’-]{1," + HANDLE_MAX + "}");

    private WebForms() {}

    static Optional<Object> email(Object raw) {
        String text = textOnly(raw).toLowerCase(Locale.ROOT);
        if (text.startsWith("mailto:")) {
            text = text.substring("mailto:".length());
        }
        if (text.endsWith(">") && text.indexOf('<') >= 0) {
            // RFC 5322 section 3.4: a name may stand before the address.
            text = text.substring(text.lastIndexOf('<') + 1, text.length() - 1).strip();
        }
        int at = text.lastIndexOf('@');
        if (at < 1 || at > LOCAL_MAX) {
            return Optional.empty();
        }
        String local = text.substring(0, at);
        if (!(isSimple(local) || LOCAL.matcher(local).matches())
                || local.startsWith(".")
                || local.endsWith(".")
                || local.contains("..")) {
            return Optional.empty();
        }
        return host(text.substring(at + 1))
                .map(host -> local + "@" + host)
                .filter(email -> email.length() <= EMAIL_MAX)
                .map(email -> email);
    }

    static Optional<Object> domain(Object raw) {
        String text = SCHEME.matcher(textOnly(raw)).replaceFirst("");
        int end = 0;
        while (end < text.length() && "/?#\\".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        text = text.substring(0, end);
        // A user name before the host is how look-alike addresses are written; an e-mail address is no domain.
        if (text.indexOf('@') >= 0) {
            return Optional.empty();
        }
        int port = text.indexOf(':');
        return host(port < 0 ? text : text.substring(0, port)).map(WebForms::withoutWww);
    }

    private static String withoutWww(String host) {
        return host.startsWith("www.") && host.indexOf('.', 4) > 0 ? host.substring(4) : host;
    }

    /** A host name of at least two labels in its ASCII form. */
    private static Optional<String> host(String text) {
        String host = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (host.isEmpty() || host.length() > HOST_MAX) {
            return Optional.empty();
        }
        if (!isAscii(host)) {
            Optional<String> ascii = InternationalNames.toAscii(host);
            if (ascii.isEmpty()) {
                return Optional.empty();
            }
            host = ascii.get();
        }
        host = host.toLowerCase(Locale.ROOT);
        return host.length() <= HOST_MAX && isHostName(host) ? Optional.of(host) : Optional.empty();
    }

    /** Lower-case letters, digits, dots, hyphens and underscores alone, as nearly all names have it: no pattern is needed. */
    private static boolean isSimple(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isAlphanumeric(c) && c != '.' && c != '-' && c != '_') {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7e) {
                return false;
            }
        }
        return true;
    }

    /** Labels of 1 to 63 letters, digits, hyphens and underscores; two at least, and the last begins with a letter. */
    private static boolean isHostName(String host) {
        int label = 0;
        for (int i = 0; i <= host.length(); i++) {
            char c = i < host.length() ? host.charAt(i) : '.';
            if (c == '.') {
                if (i == label
                        || i - label > LABEL_MAX
                        || host.charAt(label) == '-'
                        || !isAlphanumeric(host.charAt(i - 1))) {
                    return false;
                }
                if (i == host.length()) {
                    return label > 0 && i - label > 1 && host.charAt(label) >= 'a';
                }
                label = i + 1;
            } else if (!isAlphanumeric(c) && c != '-' && c != '_') {
                return false;
            }
        }
        return false;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    static Optional<Object> url(Object raw) {
        String text = textOnly(raw);
        if (text.isEmpty() || text.length() > URL_MAX) {
            return Optional.empty();
        }
        if (text.startsWith("//")) {
            text = "https:" + text;
        } else if (!text.contains("://")) {
            text = "https://" + text;
        }
        try {
            URI uri = new URI(withAsciiHost(text));
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (!(scheme.equals("http") || scheme.equals("https")) || uri.getRawUserInfo() != null) {
                return Optional.empty();
            }
            Optional<String> host = host(uri.getHost() == null ? "" : uri.getHost());
            return host.map(name -> {
                String path = uri.getRawPath().equals("/") && uri.getRawQuery() == null ? "" : uri.getRawPath();
                return scheme + "://" + name + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + path
                        + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery())
                        + (uri.getRawFragment() == null ? "" : "#" + uri.getRawFragment());
            });
        } catch (URISyntaxException unreadable) {
            return Optional.empty();
        }
    }

    /** A {@link URI} has no host that is not ASCII. What cannot be told apart from one stays as it is, and is refused later. */
    private static String withAsciiHost(String text) {
        Matcher parts = AUTHORITY.matcher(text);
        if (!parts.matches() || isAscii(parts.group(2))) {
            return text;
        }
        return host(parts.group(2))
                .map(host -> parts.group(1) + host + parts.group(3))
                .orElse(text);
    }

    /** @param section {@code in} for people, {@code company} for companies */
    static Optional<Object> linkedin(Object raw, String section) {
        String text = textOnly(raw);
        String canonical = "https://www.linkedin.com/";
        String path;
        if (text.startsWith(canonical)) {
            path = text.substring(canonical.length());
        } else {
            Matcher full = LINKEDIN.matcher(text);
            path = full.matches() ? full.group(1) : text.startsWith("/") ? text.substring(1) : text;
        }
        if (!path.regionMatches(true, 0, section + "/", 0, section.length() + 1)) {
            return Optional.empty();
        }
        String handle = path.substring(section.length() + 1);
        if (path.startsWith(section) && handle.length() <= HANDLE_MAX && isSimple(handle)) {
            return Optional.of(text.startsWith(canonical) ? text : canonical + path);
        }
        handle = handle.split("[/?#]", 2)[0];
        try {
            boolean plain = handle.indexOf('%') < 0;
            handle = (plain ? handle : URLDecoder.decode(handle.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .toLowerCase(Locale.ROOT)
                    .strip();
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
        return HANDLE.matcher(handle).matches()
                ? Optional.of("https://www.linkedin.com/" + section + "/" + encoded(handle))
                : Optional.empty();
    }

    /** Percent-encodes what is not ASCII, in lower case, so that one handle has one spelling. */
    private static String encoded(String handle) {
        StringBuilder text = new StringBuilder();
        for (byte b : handle.getBytes(StandardCharsets.UTF_8)) {
            if (b >= 0) {
                text.append((char) b);
            } else {
                text.append('%').append(Integer.toHexString(b & 0xff));
            }
        }
        return text.toString();
    }

    private static String textOnly(Object raw) {
        return raw instanceof String ? TextForms.clean(raw).orElse("") : "";
    }
}
