package dev.weir.acceptance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RelayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private ServerSocket echo;
    private Relay relay;

    @BeforeEach
    void open() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::echo);
        relay = Relay.open(() -> OptionalInt.of(echo.getLocalPort()));
    }

    @AfterEach
    void close() throws IOException {
        relay.close();
        echo.close();
    }

    private void echo() {
        while (!echo.isClosed()) {
            try {
                Socket one = echo.accept();
                Thread.ofVirtual().start(() -> {
                    try (one) {
                        one.getInputStream().transferTo(one.getOutputStream());
                    } catch (IOException broken) {
                        // By the relay.
                    }
                });
            } catch (IOException closed) {
                // The condition of the loop says so.
            }
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), relay.port());
    }

    private static int said(Socket socket) {
        try {
            socket.getOutputStream().write('x');
            return socket.getInputStream().read();
        } catch (IOException broken) {
            return -1;
        }
    }

    @Test
    void whatIsSentArrivesAndIsAnswered() throws Exception {
        try (Socket socket = connect()) {
            assertThat(said(socket)).isEqualTo('x');
            assertThat(relay.broken()).isZero();
        }
    }

    @Test
    void aDroppedConnectionEndsAndANewOneIsLetThrough() throws Exception {
        try (Socket first = connect()) {
            assertThat(said(first)).isEqualTo('x');
            relay.drop();
            assertThat(said(first)).isEqualTo(-1);
            assertThat(relay.broken()).isEqualTo(2);
            try (Socket second = connect()) {
                assertThat(said(second)).isEqualTo('x');
            }
        }
    }

    @Test
    void whileTheLineIsCutNobodyGetsThrough() throws Exception {
        relay.cut();
        try (Socket socket = connect()) {
            assertThat(said(socket)).isEqualTo(-1);
        }
        relay.mend();
        try (Socket socket = connect()) {
            assertThat(said(socket)).isEqualTo('x');
        }
    }

    @Test
    void aSlowLineCarriesEverythingLater() throws Exception {
        try (Socket socket = connect()) {
            relay.slow(Duration.ofMillis(100));
            long began = System.nanoTime();
            assertThat(said(socket)).isEqualTo('x');
            // There and back.
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(199));
        }
    }

    @Test
    void whoeverConnectsWhileNobodyListensSeesTheLineClosed() throws Exception {
        echo.close();
        Waiting.until("nobody listens", PATIENCE, echo::isClosed);
        try (Socket socket = connect()) {
            assertThat(said(socket)).isEqualTo(-1);
        }
    }
}
