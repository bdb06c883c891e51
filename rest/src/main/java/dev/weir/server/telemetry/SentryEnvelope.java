package dev.weir.server.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An error as Sentry's protocol has it, from an allow-list: where and when it was logged, the message before its values
 * were put in, types of exceptions with what is left of their messages, and our own stack frames.
 */
final class SentryEnvelope {

    private static final String OURS = "dev.weir.";
    private static final int MOST_CAUSES = 10;
    private static final int MOST_FRAMES = 100;

    private final String version;
    private final JsonMapper json = JsonMapper.shared();

    SentryEnvelope(String version) {
        this.version = version;
    }

    byte[] of(ILoggingEvent error) {
        String id = UUID.randomUUID().toString().replace("-", "");
        byte[] event = json.writeValueAsBytes(event(id, error));
        ByteArrayOutputStream envelope = new ByteArrayOutputStream();
        line(envelope, json.writeValueAsBytes(Map.of("event_id", id)));
        line(envelope, json.writeValueAsBytes(Map.of("type", "event", "length", event.length)));
        line(envelope, event);
        return envelope.toByteArray();
    }

    private static void line(ByteArrayOutputStream envelope, byte[] text) {
        envelope.writeBytes(text);
        envelope.writeBytes("\n".getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, Object> event(String id, ILoggingEvent error) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("event_id", id);
        event.put("timestamp", Instant.ofEpochMilli(error.getTimeStamp()).toString());
        event.put("platform", "java");
        event.put("level", "error");
        event.put("logger", error.getLoggerName());
        event.put("release", "weir@" + version);
        event.put("logentry", Map.of("message", Scrubbed.of(String.valueOf(error.getMessage()))));
        List<Map<String, Object>> exceptions = exceptions(error.getThrowableProxy());
        if (!exceptions.isEmpty()) {
            event.put("exception", Map.of("values", exceptions));
        }
        return event;
    }

    /** The innermost first. */
    private static List<Map<String, Object>> exceptions(@Nullable IThrowableProxy thrown) {
        List<Map<String, Object>> exceptions = new ArrayList<>();
        for (IThrowableProxy next = thrown; next != null && exceptions.size() < MOST_CAUSES; next = next.getCause()) {
            Map<String, Object> exception = new LinkedHashMap<>();
            exception.put("type", next.getClassName());
            if (next.getMessage() != null) {
                exception.put("value", Scrubbed.of(next.getMessage()));
            }
            List<Map<String, Object>> frames = frames(next.getStackTraceElementProxyArray());
            if (!frames.isEmpty()) {
                exception.put("stacktrace", Map.of("frames", frames));
            }
            exceptions.add(exception);
        }
        Collections.reverse(exceptions);
        return exceptions;
    }

    /** The outermost first. */
    private static List<Map<String, Object>> frames(StackTraceElementProxy @Nullable [] trace) {
        if (trace == null) {
            return List.of();
        }
        return Arrays.stream(trace)
                .map(StackTraceElementProxy::getStackTraceElement)
                .filter(frame -> frame.getClassName().startsWith(OURS))
                .limit(MOST_FRAMES)
                .map(SentryEnvelope::frame)
                .toList()
                .reversed();
    }

    private static Map<String, Object> frame(StackTraceElement at) {
        Map<String, Object> frame = new LinkedHashMap<>();
        frame.put("module", at.getClassName());
        frame.put("function", at.getMethodName());
        if (at.getFileName() != null) {
            frame.put("filename", at.getFileName());
        }
        if (at.getLineNumber() > 0) {
            frame.put("lineno", at.getLineNumber());
        }
        frame.put("in_app", true);
        return frame;
    }
}
