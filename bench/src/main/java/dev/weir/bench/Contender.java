package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody else's engine that does the same work: a vendor in its own process, which answers at once, is asked about each
 * row, and what it answers is kept as durably as that engine's documentation recommends. Found by
 * {@link java.util.ServiceLoader}: what implements it is no part of the program.
 *
 * <p>One is used for all repeats, and closed after the last. Each repeat has a database of its own, in which
 * {@link #load} has run.
 */
public interface Contender extends AutoCloseable {

    /** What options and JSON call it: lower case, with hyphens. */
    String slug();

    /** What tables call it, with the version that is measured; at most 32 characters. */
    String title();

    /** What is left of a row when it is done, in a phrase. */
    String keeps();

    /** What our rows/s should be ÷ its own, at least; NaN if nothing is aimed at. */
    double goal();

    /** How many rows it is given when we are given that many: one that is slower by far gets fewer. */
    int rows(int ours);

    /**
     * Fetches what it needs beside this program, and says in a sentence what it does not find, and how to get it; empty if
     * it can run.
     *
     * @param folder for files that outlive repeats
     */
    default Optional<String> missing(Path folder) {
        return Optional.empty();
    }

    /** What the report has to say about how it ran here; empty if nothing. */
    default Optional<String> note() {
        return Optional.empty();
    }

    /**
     * Makes its tables in an empty database and takes the rows in, where it takes work in before it does it. Not counted;
     * the database is copied for each repeat.
     */
    void load(Ground ground) throws Exception;

    /** Gets ready: connections are open, and nothing is done yet. Not counted. */
    Work open(Ground ground) throws Exception;

    @Override
    default void close() {}

    /** One run over the rows of a database. */
    interface Work extends AutoCloseable {

        /** Its processes beside this one and PostgreSQL, whose processor time is its own. */
        default List<ProcessHandle> beside() {
            return List.of();
        }

        /**
         * Starts, and returns when every row is done and nothing of that can be lost any more. What is counted.
         *
         * @throws Exception when rows are not done in time, or something fails
         */
        void run() throws Exception;

        /** How many rows are done, by what it has kept. */
        long done() throws Exception;

        /** Ends it and its connections; closing again does nothing. */
        @Override
        void close() throws IOException;
    }

    /**
     * Where it works.
     *
     * @param url of a database of its own, for JDBC
     * @param folder for files that outlive repeats
     * @param temporal a Temporal server's frontend as {@code host:port}; null if there is none but one of the contender's
     *     own
     */
    record Ground(
            String url,
            String user,
            String password,
            int rows,
            Path folder,
            @Nullable String temporal) {

        public Connection connection() throws SQLException {
            return DriverManager.getConnection(url, user, password);
        }

        @Override
        public String toString() {
            return "Ground[" + url + ", rows=" + rows + "]";
        }
    }
}
