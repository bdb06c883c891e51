package dev.weir.app.home;

import dev.weir.server.Database;
import dev.weir.server.problem.Problem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which database the user named, if any. Its text form shows no password.
 *
 * @param app an external server as the program's role; null for the embedded one
 * @param admin the same database as its owner, who makes the role and migrates; null when that was done by hand
 */
public record DatabaseChoice(
        @Nullable PostgresUrl app, @Nullable PostgresUrl admin) {

    /** The home's own PostgreSQL. */
    public static final DatabaseChoice EMBEDDED = new DatabaseChoice(null, null);

    /**
     * From the options, else from {@code WEIR_DB_URL} and {@code WEIR_DB_ADMIN_URL}.
     *
     * @throws Problem {@code database_url} when an address is not understood, or names another role than the program's
     */
    public static DatabaseChoice of(@Nullable String db, @Nullable String dbAdmin, Map<String, String> environment) {
        PostgresUrl admin = url(dbAdmin, environment, "WEIR_DB_ADMIN_URL", "WEIR_DB_ADMIN_PASSWORD");
        PostgresUrl app = url(db, environment, "WEIR_DB_URL", "WEIR_DB_PASSWORD");
        if (app == null) {
            if (admin == null) {
                return EMBEDDED;
            }
            String password = environment.getOrDefault("WEIR_DB_PASSWORD", "");
            app = new PostgresUrl(admin.jdbc(), Database.APP_ROLE, password);
        }
        if (!app.user().isEmpty() && !app.user().equals(Database.APP_ROLE)) {
            throw Problem.invalid(
                    "database_url",
                    "The address given with --db signs in as '" + app.user() + "', but Weir runs as the role "
                            + Database.APP_ROLE
                            + ", which owns nothing. Give the owner's address with --db-admin, once; it makes that role.");
        }
        return new DatabaseChoice(app, admin);
    }

    private static @Nullable PostgresUrl url(
            @Nullable String option, Map<String, String> environment, String variable, String passwordVariable) {
        String text = option != null ? option : environment.getOrDefault(variable, "");
        if (text.isBlank()) {
            return null;
        }
        PostgresUrl url = PostgresUrl.parse(text);
        return url.password().isEmpty()
                ? new PostgresUrl(url.jdbc(), url.user(), environment.getOrDefault(passwordVariable, ""))
                : url;
    }
}
