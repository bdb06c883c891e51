package dev.weir.app.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.server.problem.Problem;
import dev.weir.server.telemetry.SentryDsn;
import dev.weir.server.telemetry.TelemetrySettings;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelemetryEnvironmentTest {

    @Test
    void unlessItIsSaidNobodyIsTold() {
        TelemetrySettings settings = TelemetryEnvironment.read(Map.of(), "1");

        assertThat(settings).isEqualTo(TelemetrySettings.off("1"));
    }

    @Test
    void collectorKeyShareAndErrorsAreSetByName() {
        TelemetrySettings settings = TelemetryEnvironment.read(
                Map.of(
                        "WEIR_OTLP_ENDPOINT", "https://otel.example/otlp",
                        "WEIR_OTLP_HEADERS", "Authorization=Basic%20YQ+b/c==, x-team=a%2Cb",
                        "WEIR_OTLP_SHARE", "0.25",
                        "WEIR_SENTRY_DSN", "https://pub:old@errors.example:9443/under/42"),
                "1");

        assertThat(settings)
                .isEqualTo(new TelemetrySettings(
                        "1",
                        URI.create("https://otel.example/otlp"),
                        Map.of("Authorization", "Basic YQ+b/c==", "x-team", "a,b"),
                        0.25,
                        new SentryDsn(URI.create("https://errors.example:9443/under/api/42/envelope/"), "pub")));
        assertThat(settings.toString()).doesNotContain("YQ", "pub");
    }

    @ParameterizedTest
    @CsvSource({
        "WEIR_OTLP_ENDPOINT, otel.example:4318",
        "WEIR_OTLP_ENDPOINT, ftp://otel.example",
        "WEIR_OTLP_ENDPOINT, https://hidden@otel.example",
        "WEIR_OTLP_ENDPOINT, https://otel.example?key=hidden",
        "WEIR_OTLP_HEADERS, hidden",
        "WEIR_OTLP_HEADERS, a=hidden%0d%0ab",
        "WEIR_OTLP_HEADERS, a=hidden%",
        "WEIR_OTLP_SHARE, 1.5",
        "WEIR_OTLP_SHARE, NaN",
        "WEIR_SENTRY_DSN, https://errors.example/42",
        "WEIR_SENTRY_DSN, https://hidden@errors.example",
        "WEIR_SENTRY_DSN, https://hidden@errors.example/",
        "WEIR_SENTRY_DSN, hidden"
    })
    void whatCannotBeReadIsRefusedByItsNameAndNoKeyIsRepeated(String name, String value) {
        assertThatThrownBy(() -> TelemetryEnvironment.read(Map.of(name, value), "1"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(name)
                .hasMessageNotContaining("hidden");
    }
}
