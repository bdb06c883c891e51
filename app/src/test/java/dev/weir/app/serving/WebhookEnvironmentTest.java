package dev.weir.app.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.server.egress.EgressSettings.Reach;
import dev.weir.server.egress.EgressSettings.Target;
import dev.weir.server.problem.Problem;
import dev.weir.server.webhooks.WebhookSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WebhookEnvironmentTest {

    @Test
    void unlessItIsSaidOnlyPublicHttpsIsCalledAndTriesGoOn() {
        WebhookSettings settings = WebhookEnvironment.read(Map.of("WEIR_ALLOW_ADDRESSES", "10.0.0.5:80"));

        assertThat(settings.delivers()).isTrue();
        assertThat(settings.reach()).isEqualTo(Reach.PUBLIC);
        assertThat(settings.longRetries()).isTrue();
    }

    @Test
    void addressesHttpAndTheScheduleAreSetByName() {
        WebhookSettings settings = WebhookEnvironment.read(Map.of(
                "WEIR_WEBHOOK_ADDRESSES", "crm.internal:8443, 127.0.0.1:9000",
                "WEIR_WEBHOOK_HTTP", "true",
                "WEIR_WEBHOOK_LONG_RETRIES", "false"));

        assertThat(settings.reach().allowed())
                .containsExactlyInAnyOrder(new Target("crm.internal", 8443), new Target("127.0.0.1", 9000));
        assertThat(settings.reach().http()).isTrue();
        assertThat(settings.longRetries()).isFalse();
    }

    @Test
    void whatCannotBeReadIsRefusedByItsName() {
        assertThatThrownBy(() -> WebhookEnvironment.read(Map.of("WEIR_WEBHOOK_HTTP", "yes")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("WEIR_WEBHOOK_HTTP is 'yes'");
        assertThatThrownBy(() -> WebhookEnvironment.read(Map.of("WEIR_WEBHOOK_ADDRESSES", "crm")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("WEIR_WEBHOOK_ADDRESSES holds 'crm'");
    }
}
