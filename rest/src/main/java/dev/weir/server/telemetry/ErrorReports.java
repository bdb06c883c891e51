package dev.weir.server.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is logged at ERROR, and with it every answer of 500, to a receiver of Sentry's protocol.
 *
 * <p>Whoever logs never waits: what finds no place in the queue is dropped, and so is what comes while the receiver asks
 * for a pause or more comes than anybody reads.
 */
final class ErrorReports extends UnsynchronizedAppenderBase<ILoggingEvent> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorReports.class);

    private static final int MOST_WAITING = 100;
    private static final int MOST_A_MINUTE = 60;
    private static final Duration LONGEST_SEND = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final SentryDsn dsn;
    private final SentryEnvelope envelopes;
    private final String version;
    private final BlockingQueue<ILoggingEvent> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(LONGEST_SEND).build();
    private final Thread sender;
    private long minuteBegan = System.nanoTime();
    private int sentInMinute;
    private long pausedUntil = minuteBegan;
    private boolean failing;

    ErrorReports(SentryDsn dsn, String version) {
        this.dsn = dsn;
        this.version = version;
        this.envelopes = new SentryEnvelope(version);
        this.sender = Thread.ofPlatform().daemon().name("error-reports").unstarted(this::send);
        setName("error-reports");
    }

    /** From now on. Another log than Logback has nothing to listen at. */
    void watch() {
        if (!isStarted() && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            setContext(context);
            start();
            sender.start();
            context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(this);
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            waiting.offer(event);
        }
    }

    private void send() {
        ILoggingEvent next = null;
        try {
            while (true) {
                next = waiting.take();
                send(next);
                next = null;
            }
        } catch (InterruptedException closing) {
            sendRest(next);
        }
    }

    private void sendRest(@Nullable ILoggingEvent interrupted) {
        try {
            for (ILoggingEvent next = interrupted; next != null || (next = waiting.poll()) != null; next = null) {
                send(next);
            }
        } catch (InterruptedException enough) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(ILoggingEvent event) throws InterruptedException {
        if (!mayLeave(System.nanoTime())) {
            return;
        }
        try {
            HttpResponse<Void> answer = client.send(
                    HttpRequest.newBuilder(dsn.envelopes())
                            .timeout(LONGEST_SEND)
                            .header("Content-Type", "application/x-sentry-envelope")
                            .header(
                                    "X-Sentry-Auth",
                                    "Sentry sentry_version=7, sentry_client=weir/" + version + ", sentry_key="
                                            + dsn.publicKey())
                            .POST(HttpRequest.BodyPublishers.ofByteArray(envelopes.of(event)))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            if (answer.statusCode() / 100 == 2) {
                failing = false;
                return;
            }
            if (answer.statusCode() == 429 || answer.statusCode() >= 500) {
                pausedUntil = System.nanoTime() + pause(answer).toNanos();
            }
            failed("it answered " + answer.statusCode());
        } catch (IOException e) {
            pausedUntil = System.nanoTime() + LONGEST_SEND.toNanos();
            failed(e.getClass().getSimpleName());
        }
    }

    private boolean mayLeave(long now) {
        if (now - pausedUntil < 0) {
            return false;
        }
        if (now - minuteBegan > TimeUnit.MINUTES.toNanos(1)) {
            minuteBegan = now;
            sentInMinute = 0;
        }
        return sentInMinute++ < MOST_A_MINUTE;
    }

    private static Duration pause(HttpResponse<?> answer) {
        try {
            Duration wished = answer.headers()
                    .firstValue("Retry-After")
                    .map(Long::valueOf)
                    .map(Duration::ofSeconds)
                    .orElse(PAUSE);
            return wished.isNegative() || wished.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wished;
        } catch (NumberFormatException aDate) {
            return PAUSE;
        }
    }

    /** Said once, until it works again, and not as an error, which would be sent where nothing arrives. */
    private void failed(String why) {
        if (!failing) {
            failing = true;
            LOG.warn(
                    "errors cannot be sent to {}: {}; they are in this log",
                    dsn.envelopes().getHost(),
                    why);
        }
    }

    /** Sends what waits, for a few seconds at most. */
    @Override
    public void close() {
        if (isStarted()) {
            if (getContext() instanceof LoggerContext context) {
                context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
            }
            stop();
            sender.interrupt();
            try {
                sender.join(LONGEST_SEND);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        client.shutdownNow();
    }
}
