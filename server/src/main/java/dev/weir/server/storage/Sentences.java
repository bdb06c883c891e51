package dev.weir.server.storage;

import dev.weir.server.egress.Dialer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Says what a database did not do in our own words: its messages quote values, and the driver's may hold what we connect
 * with.
 */
final class Sentences {

    /** What a table may hold against one row and not against another. */
    private static final Set<String> ONE_ROWS = Set.of("21", "22", "23", "38", "39", "44", "54", "P0");

    /** What stays so until somebody changes something. */
    private static final Set<String> SETTLED = Set.of("0A", "28", "3D", "3F", "42");

    private static final int LONGEST = 1_000;

    private Sentences() {}

    /** As much of a sentence as is kept. */
    static String kept(String sentence) {
        return sentence.substring(0, Math.min(LONGEST, sentence.length()));
    }

    /** Whether the statement may work without some of its rows. */
    static boolean isOfSomeRows(SQLException failure) {
        return ONE_ROWS.contains(family(failure));
    }

    /** Why a statement did not work, whatever its rows. */
    static Target.Unavailable unavailable(SQLException failure) {
        String state = state(failure);
        String why = switch (family(failure)) {
            case "08", "" -> "The connection to the database broke" + code(state) + ".";
            case "40" -> "The database ended the transaction in favour of another one" + code(state) + ".";
            case "42" -> ofConfiguration(state);
            case "53" -> "The database is short of resources" + code(state) + ".";
            case "55" -> "The table is locked by somebody else for too long" + code(state) + ".";
            case "57" ->
                state.equals("57014")
                        ? "The database took too long to write (57014)."
                        : "The database is shutting down or starting" + code(state) + ".";
            default -> ofState(state);
        };
        return new Target.Unavailable(why, SETTLED.contains(family(failure)));
    }

    private static String ofState(String state) {
        return switch (state) {
            case "25006" -> "The database only takes readers just now (25006).";
            case "25P03", "25P04" ->
                "The transaction stood still for too long, and the database ended it" + code(state) + ".";
            default -> "The database refuses to write" + code(state) + ".";
        };
    }

    private static String ofConfiguration(String state) {
        return switch (state) {
            case "42501" ->
                "The database's user may not do what writing there needs, or a policy of the table forbids it (42501)."
                        + " Grant it SELECT, INSERT and UPDATE on the table.";
            default -> "The table is not what it was when it was looked at" + code(state) + ".";
        };
    }

    /**
     * Why a table refuses a row.
     *
     * @param table of which names are said, and no others
     */
    static String refusal(SQLException failure, TableShape table) {
        String state = state(failure);
        ServerErrorMessage message = failure instanceof PSQLException server ? server.getServerErrorMessage() : null;
        String constraint = message == null ? null : table.constraint(message.getConstraint());
        String column = message == null ? null : table.column(message.getColumn());
        String named = constraint == null ? "a constraint of the table" : "constraint \"" + constraint + "\"";
        return switch (state) {
            case "23502" ->
                column == null
                        ? "A column that must not be null gets no value (23502)."
                        : "Column \"" + column + "\" must not be null, and the result has no value for it (23502).";
            case "23503" -> "What the row refers to is not there: " + named + " (23503).";
            case "23505" -> "Another row is there that " + named + " lets no second one beside (23505).";
            case "23514" -> "The values do not satisfy " + named + " (23514).";
            case "23P01" -> "The row overlaps with another one: " + named + " (23P01).";
            case "P0001" -> "A trigger of the table refuses the row (P0001).";
            default -> "The table refuses the row" + code(state) + ".";
        };
    }

    /** Why nobody is signed in. @param where host and port as the user wrote them */
    static Target.Unavailable noConnection(SQLException failure, String where) {
        IOException network = network(failure);
        if (network != null) {
            return noNetwork(network, where);
        }
        String state = state(failure);
        String why = switch (state) {
            case "28P01", "28000" ->
                "The database at " + where + " refuses this user: the password is not right, or the server lets"
                        + " this user in neither from here nor to that database" + code(state) + ".";
            case "3D000" -> "The server at " + where + " has no database of that name (3D000).";
            case "53300" -> "The server at " + where + " has no connection left (53300).";
            case "57P03" -> "The server at " + where + " is starting or shutting down (57P03).";
            case "42501" -> "This user may not connect to that database at " + where + " (42501).";
            case "08004" ->
                "The server at " + where + " asks for the password in a way that it is not given (08004). Have it"
                        + " use scram-sha-256, or, where it wants it in clear, TLS.";
            default -> "The database at " + where + " cannot be used" + code(state) + ".";
        };
        return new Target.Unavailable(why, SETTLED.contains(family(failure)));
    }

    /** Why nobody is there to sign in at. */
    static Target.Unavailable noNetwork(IOException network, String where) {
        return switch (network) {
            case Dialer.Refused refused ->
                new Target.Unavailable(
                        refused.getMessage() + ". If it is meant to be reached, whoever runs this server adds " + where
                                + " to WEIR_ALLOW_ADDRESSES.",
                        true);
            case DatabaseSockets.NoTls _ ->
                new Target.Unavailable(
                        "The server at " + where
                                + " takes no TLS connection. Turn TLS on there, or say tls: disable for a"
                                + " database in your own network.",
                        true);
            case UnknownHostException _ -> new Target.Unavailable("The name in " + where + " is not known.", false);
            case SSLException _ ->
                new Target.Unavailable(
                        hasCause(network, GeneralSecurityException.class)
                                ? "The server at " + where
                                        + " shows a certificate that no known authority vouches for, or"
                                        + " one of another name. Give the certificate of its authority (caCertificate), or"
                                        + " the name that stands in it."
                                : "There is no TLS with the server at " + where + ": what it speaks is not understood.",
                        true);
            case SocketTimeoutException _ ->
                new Target.Unavailable("The server at " + where + " does not answer in time.", false);
            case ConnectException _ ->
                new Target.Unavailable(
                        "Nobody lets in at " + where + ". Check address and port, and that PostgreSQL listens there.",
                        false);
            default ->
                new Target.Unavailable(
                        "The connection to " + where + " broke before anybody was signed in. Check that PostgreSQL"
                                + " listens there.",
                        false);
        };
    }

    private static @Nullable IOException network(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException network) {
                return network;
            }
        }
        return null;
    }

    private static boolean hasCause(Throwable failure, Class<? extends Throwable> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static String family(SQLException failure) {
        String state = state(failure);
        return state.length() < 2 ? "" : state.substring(0, 2);
    }

    /** Five letters and digits or nothing, whatever the server says. */
    static String state(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && state.matches("[0-9A-Z]{5}") ? state : "";
    }

    private static String code(String state) {
        return state.isEmpty() ? "" : " (" + state + ")";
    }
}
