package dev.weir.temporal;

import dev.weir.server.jobs.engine.EngineStarter;
import dev.weir.server.testing.contract.EngineDatabaseContract;
import dev.weir.temporal.testing.SharedServers;
import dev.weir.temporal.testing.TemporalServer;
import org.junit.jupiter.api.Tag;

/** The contract over a database, with a real server. */
@Tag("real")
class TemporalDatabaseContractOnRealServerTest extends EngineDatabaseContract {

    private static final TemporalServer SERVER = SharedServers.real();
    private static final TemporalSubject SUBJECT = new TemporalSubject(SERVER.stubs(), SERVER::register);

    @Override
    protected EngineStarter engine() {
        return SUBJECT.overADatabase();
    }
}
