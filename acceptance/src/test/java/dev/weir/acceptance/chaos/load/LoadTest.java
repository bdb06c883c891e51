package dev.weir.acceptance.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Served;
import dev.weir.acceptance.Waiting;
import dev.weir.acceptance.audience.Signer;
import dev.weir.acceptance.audience.Source;
import dev.weir.acceptance.chaos.load.Customers.Customer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LoadTest {

    private static final int CLIENTS = 3;

    private static Customers customers(URI front) {
        return new Customers(
                Arrays.stream(Tenant.values())
                        .collect(Collectors.toMap(
                                Function.identity(),
                                tenant -> new Customer(tenant, new Served.Keys("weir_4_k_s", "weir_0_k_s"), ""))),
                new Source(front, new Signer("whsec_c2VjcmV0", Duration.ZERO)));
    }

    @Test
    void oneThatIsClosedEndsThoughNobodyAnswers(@TempDir Path folder) throws IOException {
        // Takes connections, and says nothing.
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI front = URI.create("http://127.0.0.1:" + silent.getLocalPort());
            Load load = Load.begin(front, customers(front), 7, false, CLIENTS, folder.resolve("log.jsonl"));
            try (load) {
                Waiting.until(() -> load.begun() == CLIENTS, Duration.ofMillis(10), Duration.ofSeconds(20));
                assertThat(load.going()).isGreaterThan(CLIENTS);
            }
            assertThat(load.begun()).isEqualTo(CLIENTS);
            assertThat(load.going()).isZero();
        }
    }
}
