package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class WebhooksBenchTest {

    @Test
    void allIsDeliveredAlsoBesideAReceiverThatNeverAnswers() throws Exception {
        FigureReport report = WebhooksBench.run(
                new WebhooksOptions(10, 2),
                TestTarget.shared(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

        assertThat(report.reached("webhooksPerSecond")).isPositive();
        assertThat(report.reached("webhooksPerSecondBesideHanging")).isPositive();
        assertThat(report.toTable()).contains("20 deliveries to 2 receivers");
        assertThat(BenchDatabasesLeft.on(TestTarget.shared())).isEmpty();
    }
}
