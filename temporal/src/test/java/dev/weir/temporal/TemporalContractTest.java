package dev.weir.temporal;

import dev.weir.server.testing.contract.EngineContract;
import dev.weir.server.testing.contract.Subject;
import io.temporal.testing.TestWorkflowEnvironment;
import org.junit.jupiter.api.AfterAll;

/** The contract over Temporal's own server for tests, in this process, whose time can be skipped. */
class TemporalContractTest extends EngineContract {

    private static final TestWorkflowEnvironment SERVER = TestWorkflowEnvironment.newInstance();
    private static final TemporalSubject SUBJECT =
            new TemporalSubject(SERVER.getWorkflowServiceStubs(), _ -> {});

    @AfterAll
    static void end() {
        SERVER.close();
    }

    @Override
    protected Subject subject() {
        return SUBJECT;
    }
}
