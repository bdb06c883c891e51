package dev.weir.temporal;

import dev.weir.server.jobs.engine.EngineStarter;
import dev.weir.server.testing.contract.EngineDatabaseContract;
import dev.weir.temporal.testing.SharedServers;
import dev.weir.temporal.testing.TemporalServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The contract over a database, with a server in another process. Each case has a database, a namespace and engines of its
 * own, and waits most of its time, for the last words of workers that end above all: so they run at once.
 */
@Tag("either")
@Execution(ExecutionMode.CONCURRENT)
class TemporalDatabaseContractTest extends EngineDatabaseContract {

    private static final TemporalServer SERVER = SharedServers.chosen();
    private static final TemporalSubject SUBJECT = new TemporalSubject(SERVER.stubs(), SERVER::register);

    @Override
    protected EngineStarter engine() {
        return SUBJECT.overADatabase();
    }
}
