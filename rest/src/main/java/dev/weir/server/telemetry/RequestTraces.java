package dev.weir.server.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Told of requests to the API. */
public final class RequestTraces {

    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    /** Of what a caller says of its own trace, its place alone is taken over; the rest may be any text. */
    private static final TextMapGetter<String> TRACE_PARENT = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String traceparent) {
            return List.of("traceparent");
        }

        @Override
        public @Nullable String get(@Nullable String traceparent, String key) {
            return key.equals("traceparent") ? traceparent : null;
        }
    };

    private final Tracer tracer;

    RequestTraces(Tracer tracer) {
        this.tracer = tracer;
    }

    /**
     * A request begins.
     *
     * @param method as it was sent
     * @param traceparent the header by which a caller puts it into a trace of its own; what cannot be read is passed over
     */
    public Request begun(String method, @Nullable String traceparent) {
        String known = METHODS.contains(method) ? method : "_OTHER";
        Context parent = traceparent == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, TRACE_PARENT);
        return new Request(
                known,
                tracer.spanBuilder(known)
                        .setParent(parent)
                        .setSpanKind(SpanKind.SERVER)
                        .setAttribute(METHOD, known)
                        .startSpan());
    }

    /** A request under way. */
    public static final class Request {
        private final String method;
        private final Span span;

        private Request(String method, Span span) {
            this.method = method;
            this.span = span;
        }

        /**
         * It has been answered. Again is harmless.
         *
         * @param route the pattern of the route that served it, without anything of the address itself; null for none
         */
        public void ended(@Nullable String route, int status) {
            if (route != null) {
                span.updateName(method + " " + route);
                span.setAttribute(ROUTE, route);
            }
            span.setAttribute(STATUS, (long) status);
            if (status >= 500) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }
}
