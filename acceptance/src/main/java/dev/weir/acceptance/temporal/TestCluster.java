package dev.weir.acceptance.temporal;

import dev.weir.temporal.testing.TestServerProcess;

/** Temporal's test server, which has forgotten every workflow when it comes back. */
final class TestCluster implements Cluster {

    private static final String NAMESPACE = "weir";

    private final int port;
    private TestServerProcess server;

    TestCluster() {
        this.server = TestServerProcess.startForMortals(0);
        String target = server.target();
        this.port = Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
    }

    @Override
    public EngineChoice engine() {
        return EngineChoice.temporal(server.target(), NAMESPACE);
    }

    @Override
    public void stop() {
        server.close();
    }

    @Override
    public void kill() {
        server.kill();
    }

    @Override
    public void start() {
        server = TestServerProcess.startForMortals(port);
    }

    @Override
    public void close() {
        server.close();
    }
}
