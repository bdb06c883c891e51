package dev.weir.server.telemetry;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of what a server does.
 *
 * @param version of the program
 * @param collector the base address of an OpenTelemetry collector that takes OTLP over HTTP; null for none
 * @param headers sent to it, such as a key
 * @param share of jobs and requests that are told of, 0 to 1; one whose caller brings a {@code traceparent} goes by that
 * @param errors where errors are sent; null for nowhere
 */
public record TelemetrySettings(
        String version,
        @Nullable URI collector,
        Map<String, String> headers,
        double share,
        @Nullable SentryDsn errors) {

    public TelemetrySettings {
        headers = Map.copyOf(headers);
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share is 0 to 1");
        }
    }

    /** Nobody is told anything. */
    public static TelemetrySettings off(String version) {
        return new TelemetrySettings(version, null, Map.of(), 1, null);
    }

    /** With spans to that collector. */
    public TelemetrySettings withCollector(URI other) {
        return new TelemetrySettings(version, other, headers, share, errors);
    }

    /** With that part of jobs and requests. */
    public TelemetrySettings withShare(double other) {
        return new TelemetrySettings(version, collector, headers, other, errors);
    }

    /** With errors to that receiver. */
    public TelemetrySettings withErrors(SentryDsn other) {
        return new TelemetrySettings(version, collector, headers, share, other);
    }

    /** Says no key. */
    @Override
    public String toString() {
        return "telemetry: spans " + (collector == null ? "off" : "on") + ", errors " + (errors == null ? "off" : "on");
    }
}
