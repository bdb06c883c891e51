package dev.weir.app.serving;

import dev.weir.server.jobs.engine.EngineStarter;
import dev.weir.temporal.TemporalConnection;
import dev.weir.temporal.TemporalEngine;
import dev.weir.temporal.TemporalSettings;
import java.util.Map;
import java.util.UUID;

/** The way to a Temporal cluster; nothing of its libraries is loaded unless one is opened. */
final class TemporalPart implements AutoCloseable {

    private final TemporalConnection connection;

    private TemporalPart(TemporalConnection connection) {
        this.connection = connection;
    }

    /**
     * Looks whether the cluster takes us. One that does not answer is waited for; its engine tells of that.
     *
     * @throws dev.weir.server.problem.Problem when the settings are wrong, or the cluster does not take us
     */
    static TemporalPart open(Map<String, String> environment) {
        TemporalConnection connection = TemporalConnection.open(TemporalEnvironment.read(environment));
        boolean usable = false;
        try {
            var _ = connection.check();
            usable = true;
            return new TemporalPart(connection);
        } finally {
            if (!usable) {
                connection.close();
            }
        }
    }

    /**
     * How its engine is started.
     *
     * @param works whether it runs batches
     */
    EngineStarter engine(UUID installation, boolean works) {
        return TemporalEngine.starter(connection, installation, TemporalSettings.DEFAULT.working(works));
    }

    @Override
    public void close() {
        connection.close();
    }
}
