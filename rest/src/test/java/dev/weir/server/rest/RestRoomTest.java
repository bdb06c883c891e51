package dev.weir.server.rest;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class RestRoomTest {

    @Test
    void theApiUsesNothingOfTheRoomsButTheirDoors() {
        ApplicationModules.of("dev.weir.server").verify();
    }
}
