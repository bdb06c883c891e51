package dev.weir.server.conductor;

import dev.weir.server.jobs.engine.EngineStarter;
import dev.weir.server.testing.contract.EngineDatabaseContract;

class ConductorDatabaseContractTest extends EngineDatabaseContract {

    @Override
    protected EngineStarter engine() {
        return ConductorSubject.OVER_A_DATABASE;
    }
}
