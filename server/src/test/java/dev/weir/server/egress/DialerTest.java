package dev.weir.server.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.server.egress.EgressSettings.Reach;
import dev.weir.server.egress.EgressSettings.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DialerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static InetAddress[] addresses(String... literals) {
        return Arrays.stream(literals).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }

    @Test
    void aNameThatLeadsInsideTheNextTimeIsRefusedThen() throws Exception {
        try (ServerSocket inside = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            // Closed ports of the documentation's networks would be refused; this address is public and answers nobody
            // here.
            Deque<InetAddress[]> answers =
                    new ArrayDeque<>(List.of(addresses("127.0.0.1"), addresses("93.184.216.34", "127.0.0.1")));
            try (Dialer dialer = Dialer.open(Reach.PUBLIC, _ -> List.of(answers.pop()))) {
                for (int i = 0; i < 2; i++) {
                    assertThatThrownBy(() -> dialer.connect("db.example", inside.getLocalPort(), PATIENCE))
                            .isInstanceOf(Dialer.Refused.class)
                            .hasMessageContaining("not public");
                }
            }
            inside.setSoTimeout(50);
            assertThatThrownBy(inside::accept).isInstanceOf(IOException.class);
        }
    }

    @Test
    void theAddressThatWasJudgedIsConnectedToAndTheNextOneIfItIsNotThere() throws Exception {
        try (ServerSocket there = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            int port = there.getLocalPort();
            Reach reach = new Reach(Set.of(new Target("db.example", port)), true, false, Set.of());
            Deque<InetAddress[]> answers =
                    new ArrayDeque<>(List.<InetAddress[]>of(addresses("127.0.0.2", "127.0.0.1")));
            try (Dialer dialer = Dialer.open(reach, _ -> List.of(answers.pop()));
                    Socket socket = dialer.connect("db.example", port, PATIENCE)) {
                assertThat(socket.getInetAddress()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
                assertThatThrownBy(() -> dialer.connect("other.example", port, PATIENCE))
                        .isInstanceOf(Dialer.Refused.class);
            }
        }
    }

    @Test
    void aNameThatNobodyKnowsIsNoRefusal() {
        try (Dialer dialer = Dialer.open(Reach.PUBLIC, host -> {
            throw new UnknownHostException(host);
        })) {
            assertThatThrownBy(() -> dialer.connect("db.example", 5432, PATIENCE))
                    .isInstanceOf(UnknownHostException.class);
        }
    }

    @Test
    void portsOfOtherServicesAreNotConnectedTo() {
        try (Dialer dialer = Dialer.open(Reach.PUBLIC, _ -> List.of(addresses("93.184.216.34")))) {
            for (int port : List.of(22, 25, 53, 80, 443, 1023)) {
                assertThatThrownBy(() -> dialer.connect("db.example", port, PATIENCE))
                        .isInstanceOf(Dialer.Refused.class)
                        .hasMessageContaining("port " + port);
            }
        }
    }
}
