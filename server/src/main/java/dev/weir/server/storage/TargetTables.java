package dev.weir.server.storage;

import dev.weir.server.problem.Problem;
import dev.weir.server.registry.StepForm;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The tables that results go to, in Weir's own database and in those that workspaces connect, held against their catalogs. It
 * keeps connections open for some seconds after they were used; closing it closes those.
 */
public final class TargetTables implements Targets, AutoCloseable {

    private final Connector connector;
    private final HqConnections hq;
    private final Limits limits;
    private final Parked parked = new Parked();

    public TargetTables(WorkspaceDatabases databases, HqConnections hq) {
        this(databases, hq, Limits.DEFAULT);
    }

    TargetTables(WorkspaceDatabases databases, HqConnections hq, Limits limits) {
        this.connector = databases.connector();
        this.hq = hq;
        this.limits = limits;
    }

    /**
     * Holds a step's destination against the catalog of its database. Opens no transaction of Weir's around its call.
     *
     * @return all that is wrong, each with its place in the step, as {@code /destination/fieldMappings/company.name}; empty
     *     when results can be written
     * @throws Problem {@code destination_unreachable} when the database is not to be had, and nothing can be said of it
     */
    public List<Problem.At> check(long workspaceId, StepForm step) {
        return check(workspaceId, StepRoute.of(step));
    }

    /** {@link #check}, of a step's route. */
    List<Problem.At> check(long workspaceId, Route route) {
        List<Problem.At> names = Fitting.names(route);
        if (!names.isEmpty()) {
            return names;
        }
        String trouble;
        try (Connection connection = connection(workspaceId, route.db())) {
            return fitting(connection, workspaceId, route).wrong();
        } catch (Target.Unavailable unreachable) {
            trouble = String.valueOf(unreachable.getMessage());
        } catch (SQLException broken) {
            trouble = String.valueOf(Sentences.unavailable(broken).getMessage());
        }
        throw new Problem(Problem.Kind.UNAVAILABLE, "destination_unreachable", trouble).at("/destination/db");
    }

    @Override
    public Target open(long workspaceId, Route route) throws Target.Unavailable {
        return openTable(workspaceId, route);
    }

    TableTarget openTable(long workspaceId, Route route) throws Target.Unavailable {
        List<Problem.At> names = Fitting.names(route);
        if (!names.isEmpty()) {
            throw unfit(names);
        }
        Object where = route.db() == Route.Db.HQ ? Route.Db.HQ : connector.stored(workspaceId);
        Connection waiting = parked.take(where);
        if (waiting != null) {
            try {
                return fitted(waiting, where, workspaceId, route);
            } catch (SQLException endedMeanwhile) {
                // Another one says what is the matter, if anything is.
            }
        }
        Connection connection = where instanceof WorkspaceDatabases.Wish wish ? connector.open(wish) : ownConnection();
        try {
            return fitted(connection, where, workspaceId, route);
        } catch (SQLException broken) {
            throw Sentences.unavailable(broken);
        }
    }

    /** The connection is the table's then, or parked; else it is closed, whatever went wrong. */
    private TableTarget fitted(Connection connection, Object where, long workspaceId, Route route)
            throws SQLException, Target.Unavailable {
        boolean kept = false;
        try {
            Fitting fitting = fitting(connection, workspaceId, route);
            if (fitting.mapping().isEmpty()) {
                parked.park(where, connection);
                kept = true;
                throw unfit(fitting.wrong());
            }
            TableTarget table =
                    new TableTarget(connection, fitting.mapping().get(), limits, () -> parked.park(where, connection));
            kept = true;
            return table;
        } finally {
            if (!kept) {
                Connections.close(connection);
            }
        }
    }

    @Override
    public void close() {
        parked.close();
    }

    private static Target.Unavailable unfit(List<Problem.At> wrong) {
        return new Target.Unavailable(wrong.stream().map(Problem.At::detail).collect(Collectors.joining(" ")), true);
    }

    private Fitting fitting(Connection connection, long workspaceId, Route route) throws SQLException {
        try (Deadline _ = Deadline.in(limits.whole(), () -> Connections.hangUp(connection))) {
            CatalogTable catalog = new CatalogTable(connection);
            catalog.begin(limits);
            Fitting fitting = Fitting.of(workspaceId, route, catalog);
            connection.rollback();
            return fitting;
        }
    }

    private Connection connection(long workspaceId, Route.Db db) throws Target.Unavailable {
        return switch (db) {
            case HQ -> ownConnection();
            case WORKSPACE -> connector.open(workspaceId);
        };
    }

    private Connection ownConnection() throws Target.Unavailable {
        try {
            Connection connection = hq.open();
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException failed) {
            throw Sentences.noConnection(failed, "Weir's own address");
        }
    }
}
