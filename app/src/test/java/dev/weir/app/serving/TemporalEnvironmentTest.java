package dev.weir.app.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.server.problem.Problem;
import dev.weir.temporal.TemporalAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemporalEnvironmentTest {

    private static final String SECRET = "canary-91ab";

    private static void assertRefused(Map<String, String> environment, String... saying) {
        assertThatThrownBy(() -> TemporalEnvironment.read(environment))
                .as("%s", environment)
                .isInstanceOf(Problem.class)
                .hasMessageContainingAll(saying)
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void unlessItIsSaidJobsNeedPostgresAlone() {
        assertThat(TemporalEnvironment.isChosen(Map.of())).isFalse();
        assertThat(TemporalEnvironment.isChosen(Map.of("WEIR_ENGINE", "postgres")))
                .isFalse();
        assertThat(TemporalEnvironment.isChosen(Map.of("WEIR_ENGINE", " temporal ")))
                .isTrue();
        assertThatThrownBy(() -> TemporalEnvironment.isChosen(Map.of("WEIR_ENGINE", "kafka")))
                .isInstanceOf(Problem.class)
                .hasMessageContainingAll("WEIR_ENGINE is 'kafka'", "temporal");
    }

    @Test
    void aClusterOnThisMachineNeedsNoSetting() {
        assertThat(TemporalEnvironment.read(Map.of())).isEqualTo(TemporalAddress.plain("127.0.0.1:7233", "default"));
        assertThat(TemporalEnvironment.read(
                        Map.of("WEIR_TEMPORAL_TARGET", "[::1]:7233", "WEIR_TEMPORAL_NAMESPACE", "weir")))
                .isEqualTo(TemporalAddress.plain("[::1]:7233", "weir"));
    }

    @Test
    void aKeyOrAnythingOfTlsMeansTls() {
        assertThat(TemporalEnvironment.read(Map.of("WEIR_TEMPORAL_API_KEY", SECRET)))
                .isEqualTo(new TemporalAddress("127.0.0.1:7233", "default", TemporalAddress.Tls.DEFAULT, SECRET));
        assertThat(TemporalEnvironment.read(Map.of("WEIR_TEMPORAL_TLS", "true")).tls())
                .isEqualTo(TemporalAddress.Tls.DEFAULT);
        assertThat(TemporalEnvironment.read(Map.of(
                                "WEIR_TEMPORAL_TLS_CA", "/etc/ca.pem",
                                "WEIR_TEMPORAL_TLS_CERT", "/etc/weir.pem",
                                "WEIR_TEMPORAL_TLS_KEY", "/etc/weir.key",
                                "WEIR_TEMPORAL_TLS_SERVER_NAME", "temporal.example"))
                        .tls())
                .isEqualTo(new TemporalAddress.Tls(
                        Path.of("/etc/ca.pem"),
                        Path.of("/etc/weir.pem"),
                        Path.of("/etc/weir.key"),
                        "temporal.example"));
    }

    @Test
    void whatCannotBeMeantIsRefusedByItsName() {
        for (String target : new String[] {
            "temporal",
            "temporal:",
            ":7233",
            "temporal:0",
            "temporal:70000",
            "http://temporal:7233",
            "::1:7233",
            "a:b:1"
        }) {
            assertRefused(Map.of("WEIR_TEMPORAL_TARGET", target), "WEIR_TEMPORAL_TARGET is '" + target + "'");
        }
        assertRefused(Map.of("WEIR_TEMPORAL_TLS", "yes"), "WEIR_TEMPORAL_TLS is 'yes'");
        assertRefused(
                Map.of("WEIR_TEMPORAL_TLS", "false", "WEIR_TEMPORAL_API_KEY", SECRET),
                "WEIR_TEMPORAL_API_KEY",
                "plain text");
        assertRefused(
                Map.of("WEIR_TEMPORAL_TLS", "false", "WEIR_TEMPORAL_TLS_CA", "ca.pem"),
                "WEIR_TEMPORAL_TLS is false",
                "WEIR_TEMPORAL_TLS_CA");
    }

    @Test
    void whoSaysWhereTemporalIsAndUsesNoneIsTold() {
        Map<String, String> environment = new HashMap<>();
        assertThat(TemporalEnvironment.unused(environment)).isEmpty();
        environment.put("WEIR_TEMPORAL_API_KEY", SECRET);
        assertThat(TemporalEnvironment.unused(environment))
                .hasValueSatisfying(said -> assertThat(said)
                        .contains("WEIR_TEMPORAL_API_KEY", "WEIR_ENGINE=temporal")
                        .doesNotContain(SECRET));
    }
}
