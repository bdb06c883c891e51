package dev.weir.server.telemetry;

import dev.weir.server.enrichment.Traces;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What leaves a server for those who watch it. Nothing here makes a caller wait: what cannot be sent in time is dropped.
 * Close it last, so that the end of everything else is told of.
 */
public final class Telemetry implements AutoCloseable {

    /** Spans that wait to be sent; more are dropped. */
    private static final int MOST_SPANS = 16_384;

    private static final Duration LONGEST_SEND = Duration.ofSeconds(5);

    private final @Nullable SdkTracerProvider spans;
    private final @Nullable RequestTraces requests;
    private final Traces traces;
    private final @Nullable ErrorReports errors;

    private Telemetry(TelemetrySettings settings) {
        URI collector = settings.collector();
        if (collector == null) {
            this.spans = null;
            this.requests = null;
            this.traces = Traces.NONE;
        } else {
            Sampler share = Sampler.traceIdRatioBased(settings.share());
            this.spans = provider(settings, collector, share);
            Tracer tracer = spans.get("dev.weir");
            this.requests = new RequestTraces(tracer);
            this.traces = new JobTraces(tracer, share);
        }
        SentryDsn dsn = settings.errors();
        this.errors = dsn == null ? null : new ErrorReports(dsn, settings.version());
    }

    /** Begins to tell of traces; errors are told of from {@link #watchErrors} on. Sends nothing yet. */
    public static Telemetry open(TelemetrySettings settings) {
        return new Telemetry(settings);
    }

    /** Tells nobody anything. */
    public static Telemetry off() {
        return open(TelemetrySettings.off(""));
    }

    // By hand and not by the library's own reading of the environment: that would add the host's name and the command
    // line.
    private static SdkTracerProvider provider(TelemetrySettings settings, URI collector, Sampler share) {
        String base = collector.toString();
        OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint((base.endsWith("/") ? base : base + "/") + "v1/traces")
                .setTimeout(LONGEST_SEND)
                .setConnectTimeout(LONGEST_SEND);
        settings.headers().forEach(exporter::addHeader);
        return SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        "weir",
                        AttributeKey.stringKey("service.version"),
                        settings.version())))
                .setSampler(Sampler.parentBased(share))
                .setIdGenerator(new ChosenIds())
                .addSpanProcessor(BatchSpanProcessor.builder(exporter.build())
                        .setMaxQueueSize(MOST_SPANS)
                        .setMaxExportBatchSize(1_024)
                        .setScheduleDelay(Duration.ofSeconds(2))
                        .setExporterTimeout(LONGEST_SEND)
                        .build())
                .build();
    }

    /** Who is told of jobs, batches and calls. */
    public Traces traces() {
        return traces;
    }

    /** Who is told of requests; null when nobody is. */
    public @Nullable RequestTraces requests() {
        return requests;
    }

    /** From now on errors in the log are told of. To be called when the log has been set up for good. */
    public void watchErrors() {
        if (errors != null) {
            errors.watch();
        }
    }

    /** Sends what waits, for a few seconds at most. */
    @Override
    public void close() {
        if (spans != null) {
            spans.shutdown().join(LONGEST_SEND.toMillis(), TimeUnit.MILLISECONDS);
        }
        if (errors != null) {
            errors.close();
        }
    }
}
