package dev.weir.temporal;

import dev.weir.server.testing.contract.EngineContract;
import dev.weir.server.testing.contract.Subject;
import dev.weir.temporal.testing.SharedServers;
import dev.weir.temporal.testing.TemporalServer;
import org.junit.jupiter.api.Tag;

/** The contract over a real server. */
@Tag("real")
class TemporalContractOnRealServerTest extends EngineContract {

    private static final TemporalServer SERVER = SharedServers.real();
    private static final TemporalSubject SUBJECT = new TemporalSubject(SERVER.stubs(), SERVER::register);

    @Override
    protected Subject subject() {
        return SUBJECT;
    }
}
