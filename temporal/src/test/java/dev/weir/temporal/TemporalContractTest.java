package dev.weir.temporal;

import dev.weir.server.testing.contract.EngineContract;
import dev.weir.server.testing.contract.Subject;
import dev.weir.temporal.testing.SharedServers;
import dev.weir.temporal.testing.TemporalServer;
import org.junit.jupiter.api.Tag;

/** The contract over a server in another process, as other programs would use it. */
@Tag("either")
class TemporalContractTest extends EngineContract {

    private static final TemporalServer SERVER = SharedServers.chosen();
    private static final TemporalSubject SUBJECT = new TemporalSubject(SERVER.stubs(), SERVER::register);

    @Override
    protected Subject subject() {
        return SUBJECT;
    }
}
