package dev.weir.app.home;

import dev.weir.server.problem.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A PostgreSQL database and who signs in. Its text form shows no password.
 *
 * @param jdbc the address alone, as the driver takes it
 * @param user empty when the address names none
 * @param password empty when the address names none
 */
public record PostgresUrl(String jdbc, String user, String password) {

    /**
     * Understands {@code postgresql://user:password@host:5432/database?options} and its JDBC form, in which user and
     * password may stand among the options.
     *
     * @throws Problem {@code database_url} when it is neither
     */
    public static PostgresUrl parse(String text) {
        String plain = text.strip();
        if (plain.startsWith("jdbc:")) {
            plain = plain.substring("jdbc:".length());
        }
        URI uri;
        try {
            uri = new URI(plain);
        } catch (URISyntaxException broken) {
            throw notUnderstood();
        }
        boolean known = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
        String path = uri.getRawPath();
        if (!known || uri.getHost() == null || path == null || path.length() < 2) {
            throw notUnderstood();
        }
        String user = "";
        String password = "";
        String info = uri.getRawUserInfo();
        if (info != null) {
            int colon = info.indexOf(':');
            user = decoded(colon < 0 ? info : info.substring(0, colon));
            password = colon < 0 ? "" : decoded(info.substring(colon + 1));
        }
        List<String> options = new ArrayList<>();
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        for (String option : query.isEmpty() ? List.<String>of() : List.of(query.split("&", -1))) {
            if (option.startsWith("user=")) {
                user = decoded(option.substring("user=".length()));
            } else if (option.startsWith("password=")) {
                password = decoded(option.substring("password=".length()));
            } else {
                options.add(option);
            }
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String tail = options.isEmpty() ? "" : "?" + String.join("&", options);
        return new PostgresUrl("jdbc:postgresql://" + uri.getHost() + port + path + tail, user, password);
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** What was given is not repeated: it may hold a password. */
    private static Problem notUnderstood() {
        return Problem.invalid(
                "database_url",
                "The database's address is not understood. Write postgresql://user:password@host:5432/database, with"
                        + " special characters in the password percent-encoded.");
    }

    /** Where it is, without options: for people. */
    public String place() {
        return jdbc.replaceFirst("^jdbc:postgresql://", "").replaceFirst("\\?.*$", "");
    }

    @Override
    public String toString() {
        return "PostgresUrl[" + jdbc + ", user=" + user + "]";
    }
}
