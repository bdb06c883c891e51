package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What users see of libraries without -v, as logback.xml says. */
class LogLevelsTest {

    private static LoggerContext usual() throws JoranException {
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Objects.requireNonNull(Logs.class.getResource("/logback.xml")));
        return context;
    }

    @Test
    void aStuckWorkflowIsToldOfAndPollersThatFailAreNot() throws Exception {
        LoggerContext context = usual();
        try {
            for (String heard : new String[] {
                "io.temporal.internal.replay.ReplayWorkflowTaskHandler", "dev.weir.temporal.TemporalEngine"
            }) {
                assertThat(context.getLogger(Class.forName(heard)).isWarnEnabled())
                        .as(heard)
                        .isTrue();
            }
            for (String unheard : new String[] {
                "io.temporal.internal.worker.AsyncPoller", "io.temporal.internal.worker.WorkflowWorker"
            }) {
                assertThat(context.getLogger(Class.forName(unheard)).isWarnEnabled())
                        .as(unheard)
                        .isFalse();
            }
        } finally {
            context.stop();
        }
    }
}
