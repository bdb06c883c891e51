package dev.weir.server.architecture;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class RoomsTest {

    @Test
    void roomsKnowOnlyWhomTheyDeclare() {
        ApplicationModules.of("dev.weir.server").verify();
    }
}
