package dev.weir.temporal;

import dev.weir.server.jobs.engine.EngineStarter;
import dev.weir.server.testing.contract.EngineDatabaseContract;
import dev.weir.temporal.testing.SharedServers;
import dev.weir.temporal.testing.TemporalServer;
import org.junit.jupiter.api.Tag;

/** The contract over a database, with a server in another process. */
@Tag("either")
class TemporalDatabaseContractTest extends EngineDatabaseContract {

    private static final TemporalServer SERVER = SharedServers.chosen();
    private static final TemporalSubject SUBJECT = new TemporalSubject(SERVER.stubs(), SERVER::register);

    @Override
    protected EngineStarter engine() {
        return SUBJECT.overADatabase();
    }
}
