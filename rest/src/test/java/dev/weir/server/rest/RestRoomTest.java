package dev.weir.server.rest;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class RestRoomTest {

    /** The fixtures of the rooms' own tests come in a jar, and look like rooms from here. */
    private static final DescribedPredicate<JavaClass> FIXTURES = DescribedPredicate.describe(
            "of the tests' jar",
            type -> type.getSource()
                    .map(source -> source.getUri().toString().contains("-tests.jar"))
                    .orElse(false));

    @Test
    void theApiUsesNothingOfTheRoomsButTheirDoors() {
        ApplicationModules.of("dev.weir.server", FIXTURES).verify();
    }
}
