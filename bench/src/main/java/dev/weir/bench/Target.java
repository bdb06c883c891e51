package dev.weir.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The PostgreSQL that is measured with, and who administers it: a superuser, since cells get databases of their own and
 * checkpoints. Its text form shows no password.
 *
 * @param ownerUrl JDBC URL of any database there, without user and password; nothing is written to that database
 * @param appPassword what the role {@code weir_app} signs in with from now on, 16 or more letters and digits; where a
 *     Weir uses the same server, it has to be that one's
 */
public record Target(String ownerUrl, String owner, String ownerPassword, String appPassword) {

    private static final Pattern URL = Pattern.compile("(jdbc:postgresql://[^/]+/)([^?]*)(\\?.*)?");

    public Target {
        if (!URL.matcher(ownerUrl).matches()) {
            throw new IllegalArgumentException("not of the form jdbc:postgresql://host:port/database: " + ownerUrl);
        }
    }

    /** The URL of another database of the same server. */
    String url(String database) {
        Matcher parts = URL.matcher(ownerUrl);
        if (!parts.matches()) {
            throw new IllegalStateException("checked when made");
        }
        return parts.group(1) + database + (parts.group(3) == null ? "" : parts.group(3));
    }

    @Override
    public String toString() {
        return "Target[" + ownerUrl + ", owner=" + owner + "]";
    }
}
