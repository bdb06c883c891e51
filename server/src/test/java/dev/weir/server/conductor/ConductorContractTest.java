package dev.weir.server.conductor;

import dev.weir.server.testing.contract.EngineContract;
import dev.weir.server.testing.contract.Subject;

class ConductorContractTest extends EngineContract {

    @Override
    protected Subject subject() {
        return ConductorSubject.INSTANCE;
    }
}
