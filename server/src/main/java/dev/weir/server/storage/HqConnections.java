package dev.weir.server.storage;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Signs in to Weir's own database as the program's role, for the workspaces' schemas there. */
@FunctionalInterface
public interface HqConnections {

    /** A new connection; the caller closes it. */
    Connection open() throws SQLException;

    /** Those to that address, with the server's usual settings. */
    static HqConnections to(String jdbcUrl, String user, String password) {
        return () -> {
            Properties properties = new Properties();
            properties.setProperty("user", user);
            properties.setProperty("password", password);
            properties.setProperty("connectTimeout", "10");
            properties.setProperty(
                    "socketTimeout", String.valueOf(Limits.DEFAULT.whole().toSeconds() + 1));
            Connector.quiet(properties);
            return DriverManager.getConnection(jdbcUrl, properties);
        };
    }
}
