package dev.weir.server.conductor;

import dev.weir.server.testing.contract.EngineOutcomes;
import dev.weir.server.testing.contract.Subject;

class ConductorOutcomesTest extends EngineOutcomes {

    @Override
    protected Subject subject() {
        return ConductorSubject.INSTANCE;
    }
}
