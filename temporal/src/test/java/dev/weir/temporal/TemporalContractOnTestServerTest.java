package dev.weir.temporal;

import dev.weir.server.testing.contract.EngineContract;
import dev.weir.server.testing.contract.Subject;
import dev.weir.temporal.testing.SharedServers;
import dev.weir.temporal.testing.TemporalServer;

/** The contract over Temporal's server for tests in another process, as other programs would use it. */
class TemporalContractOnTestServerTest extends EngineContract {

    private static final TemporalServer SERVER = SharedServers.inMemory();
    private static final TemporalSubject SUBJECT = new TemporalSubject(SERVER.stubs(), SERVER::register);

    @Override
    protected Subject subject() {
        return SUBJECT;
    }
}
