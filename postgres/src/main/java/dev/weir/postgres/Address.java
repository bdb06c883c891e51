package dev.weir.postgres;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where a running PostgreSQL is reached and as whom: enough for another process of the same user to attach. Its text
 * form leaves the password out.
 *
 * @param pid the postmaster's process id
 */
public record Address(int port, String user, String password, long pid) {
    public Address {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        if (pid < 1) {
            throw new IllegalArgumentException("not a process id: " + pid);
        }
    }

    /** The JDBC URL of a database there, without user and password. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Address[port=" + port + ", user=" + user + ", pid=" + pid + "]";
    }
}
