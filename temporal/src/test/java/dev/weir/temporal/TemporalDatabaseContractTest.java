package dev.weir.temporal;

import dev.weir.server.jobs.engine.EngineStarter;
import dev.weir.server.testing.contract.EngineDatabaseContract;
import io.temporal.testing.TestWorkflowEnvironment;
import org.junit.jupiter.api.AfterAll;

/** The contract over a database, with Temporal's own server for tests in this process. */
class TemporalDatabaseContractTest extends EngineDatabaseContract {

    private static final TestWorkflowEnvironment SERVER = TestWorkflowEnvironment.newInstance();
    private static final TemporalSubject SUBJECT = new TemporalSubject(SERVER.getWorkflowServiceStubs(), _ -> {});

    @AfterAll
    static void end() {
        SERVER.close();
    }

    @Override
    protected EngineStarter engine() {
        return SUBJECT.overADatabase();
    }
}
