package dev.weir.server.storage;

import java.sql.Connection;
import java.sql.SQLException;

/** Ends connections that may be broken already. */
final class Connections {

    private Connections() {}

    static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException brokenAlready) {
            return;
        }
    }

    /** Without a word to the server, whoever waits for its answer. */
    static void hangUp(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException brokenAlready) {
            close(connection);
        }
    }
}
