package dev.weir.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(60)
class ClusterWatchTest {

    private static final Logger LOG = (Logger) LoggerFactory.getLogger(ClusterWatch.class);

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
            told.add("log");
        }
    };
    private final ClusterWatch.Listener listener = new ClusterWatch.Listener() {
        @Override
        public void answers() {
            told.add("answers");
        }

        @Override
        public void isAway() {
            told.add("is away");
        }
    };

    @BeforeEach
    void listen() {
        appender.start();
        LOG.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        LOG.detachAppender(appender);
    }

    private void awaitTold(String... what) throws InterruptedException {
        for (String one : what) {
            assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo(one);
        }
    }

    @Test
    void whoAnswersNoMoreIsSaidWithTheReasonAndAgainWhenThatIsAnotherAndWhenItAnswers() throws Exception {
        try (PlayedFrontend frontend = new PlayedFrontend(null);
                TemporalConnection connection = TemporalConnection.open(frontend.address());
                ClusterWatch watch = ClusterWatch.start(connection::check, listener)) {
            awaitTold("answers");
            assertThat(lines).as("what is as it should be").isEmpty();

            frontend.ofNamespace = Status.UNAVAILABLE;
            awaitTold("log", "is away");
            assertThat(watch.answers()).as("though the channel is open").isFalse();
            assertThat(lines.getLast())
                    .contains(frontend.address().target(), "does not answer. Jobs wait until it answers")
                    .doesNotContain("TLS");

            frontend.ofNamespace = Status.NOT_FOUND;
            awaitTold("log");
            assertThat(lines.getLast()).contains("no namespace 'weir'", "WEIR_TEMPORAL_NAMESPACE");

            frontend.ofNamespace = Status.OK;
            awaitTold("answers", "log");
            assertThat(lines.getLast()).isEqualTo("Temporal answers");
            assertThat(watch.answers()).isTrue();
            assertThat(lines).as("each once").hasSize(3);
        }
    }

    @Test
    void whoeverCannotBeginIsToldAgain() throws Exception {
        BlockingQueue<String> tries = new LinkedBlockingQueue<>();
        ClusterWatch.Listener hesitant = new ClusterWatch.Listener() {
            @Override
            public void answers() {
                tries.add("try");
                if (tries.size() < 2) {
                    throw new IllegalStateException("not yet");
                }
                told.add("begun");
            }

            @Override
            public void isAway() {
                throw new AssertionError("it answers");
            }
        };
        try (PlayedFrontend frontend = new PlayedFrontend(null);
                TemporalConnection connection = TemporalConnection.open(frontend.address());
                ClusterWatch _ = ClusterWatch.start(connection::check, hesitant)) {
            awaitTold("begun");
            assertThat(tries).hasSize(2);
        }
    }
}
