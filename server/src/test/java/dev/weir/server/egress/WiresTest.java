package dev.weir.server.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Call;
import dev.weir.provider.Exchange.Answered;
import dev.weir.provider.Exchange.NotSent;
import dev.weir.provider.Exchange.Sent;
import dev.weir.provider.Pace;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WiresTest {

    private static final Call CALL = Call.of("GET", "/x", List.of(), Map.of());

    private static Access access(RawVendor vendor) {
        return new Access(
                new CredentialKey(1, "acme", "v1"),
                URI.create("http://127.0.0.1:" + vendor.port()),
                Map.of(),
                Pace.unlimited(1));
    }

    private static Sent send(Egress egress, Access access) {
        return egress.aside(access, Duration.ofSeconds(5)).send(CALL);
    }

    @Test
    void aSandboxIsReachedForWhomItPlaysAndForNobodyElse() throws Exception {
        try (RawVendor sandbox = RawVendor.answering(RawVendor.ok("{}"));
                Egress egress = Egress.open(
                        EgressSettings.defaults("test"),
                        new MemoryBreakers(new ManualTicker()),
                        () -> 1,
                        StopNews.NONE,
                        _ -> {},
                        Failpoint.NONE)) {
            assertThat(send(egress, access(sandbox).asPlayed())).isInstanceOf(Answered.class);
            assertThat(send(egress, access(sandbox))).isInstanceOf(NotSent.class);
            assertThat(sandbox.requests()).hasSize(1);
        }
    }
}
