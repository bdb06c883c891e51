package dev.weir.acceptance.temporal;

import dev.weir.temporal.testing.RealServer;
import java.nio.file.Path;

/** Temporal's own server over a PostgreSQL, which stays up when the server does not. */
final class RealCluster implements Cluster {

    private static final String NAMESPACE = "weir";

    private final RealServer server;

    RealCluster(Path programs, Path folder) {
        this.server = RealServer.start(programs, folder);
        server.register(NAMESPACE);
    }

    @Override
    public EngineChoice engine() {
        return EngineChoice.temporal(server.target(), NAMESPACE);
    }

    @Override
    public void stop() {
        server.stop();
    }

    @Override
    public void kill() {
        server.kill();
    }

    @Override
    public void start() {
        server.start();
    }

    @Override
    public void close() {
        server.close();
    }
}
