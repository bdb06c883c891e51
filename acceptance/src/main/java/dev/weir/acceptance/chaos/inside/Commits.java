package dev.weir.acceptance.chaos.inside;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Every commit, and the three moments of it: {@code commit.before:who}, {@code commit.during:who} and
 * {@code commit.after:who}, where {@code who} is the class that wanted the transaction, as {@code jobs.Leases}.
 */
public final class Commits {

    /** Among {@link Control#counts}: a commit failed in a way that leaves open whether it is one, whoever wanted it. */
    public static final String COMMIT_IN_DOUBT = "commit in doubt";

    /** What the names of all these points begin with. */
    public static final String POINTS = "commit.";

    private static final String PRODUCT = "dev.weir.";
    private static final String ROOMS = "server.";
    private static final String TRANSACTIONS = "workspace.Transactions";
    private static final String CONNECTION_TROUBLE = "08";
    private static final String CONNECTION_LOST = CONNECTION_TROUBLE + "006";
    // While a commit lasts, on a disk that takes a few hundred microseconds to be sure.
    private static final Duration SOON = Duration.ofNanos(200_000);

    private Commits() {}

    /** Commits, and lets happen what is armed. Takes the place of {@link Connection#commit}. */
    public static void commit(Connection connection) throws SQLException {
        String who = who();
        // Torn off in the middle of a transaction, a connection takes it along.
        at(POINTS + "before:" + who, connection);
        String during = POINTS + "during:" + who;
        Arming now = Points.take(during);
        if (now != null) {
            Duration after = now.after().isZero() ? SOON : now.after();
            if (now.action() == Arming.Action.THROW) {
                Points.later(after, () -> cut(connection));
            } else {
                Points.act(new Arming(now.id(), now.point(), now.action(), now.hit(), after));
            }
        }
        try {
            connection.commit();
        } catch (SQLException e) {
            countDoubt(e);
            throw e;
        }
        at(POINTS + "after:" + who, connection);
    }

    private static void at(String point, Connection connection) throws SQLException {
        Arming arming = Points.take(point);
        if (arming == null) {
            return;
        }
        if (arming.action() == Arming.Action.THROW) {
            cut(connection);
            SQLException lost = new SQLException(PlantedFailure.text(arming.id(), point), CONNECTION_LOST);
            countDoubt(lost);
            throw lost;
        }
        Points.act(arming);
    }

    private static void countDoubt(SQLException failed) {
        String state = failed.getSQLState();
        if (state != null && state.startsWith(CONNECTION_TROUBLE)) {
            Points.count(COMMIT_IN_DOUBT);
        }
    }

    private static void cut(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException _) {
            // Gone before.
        }
    }

    /** The class that wanted the transaction: the first of the product's below, but for the way into one. */
    static String who() {
        @Nullable
        String found = StackWalker.getInstance()
                .walk(frames -> frames.map(frame -> room(frame.getClassName()))
                        .filter(name -> !name.isEmpty() && !name.equals(TRANSACTIONS))
                        .findFirst()
                        .orElse(null));
        return found == null ? "nobody" : found;
    }

    /** {@code jobs.Leases} of {@code dev.weir.server.jobs.Leases$1}; empty for what is not the product's. */
    static String room(String className) {
        if (!className.startsWith(PRODUCT) || className.startsWith(Agent.PACKAGE)) {
            return "";
        }
        String name = className.substring(PRODUCT.length());
        int nested = name.indexOf('$');
        String outer = nested < 0 ? name : name.substring(0, nested);
        return outer.startsWith(ROOMS) ? outer.substring(ROOMS.length()) : outer;
    }
}
