package dev.weir.temporal.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.temporal.TemporalAddress;
import dev.weir.temporal.TemporalConnection;
import org.junit.jupiter.api.Test;

final class TestServerProcessTest {

    @Test
    void itEndsWithTheProgramThatStartedIt() {
        TestServerProcess server = TestServerProcess.start();
        // All that it hears of that program's end, however that comes, is that its standard input has one.
        server.close();

        assertThat(server.exitValue()).isZero();
        try (TemporalConnection connection =
                TemporalConnection.open(TemporalAddress.plain(server.target(), server.newNamespace()))) {
            assertThat(connection.check()).isPresent();
        }
    }
}
