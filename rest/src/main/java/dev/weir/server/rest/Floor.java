package dev.weir.server.rest;

import dev.weir.server.problem.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/** What holds for every request, whatever route it is for: headers, how long a body may be, no key in an address. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class Floor extends OncePerRequestFilter {

    /** Bodies that their routes read as a stream, with limits of their own. */
    private static final List<String> STREAMED = List.of("text/csv", "application/x-ndjson", "multipart/form-data");

    // Addresses end in logs, histories and referrers.
    private static final Pattern KEY_IN_QUERY = Pattern.compile(
            "(^|&)(api[-_]?key|key|access[-_]?token|token|authorization|bearer)=|weir_[0-9]+_[0-9]+_",
            Pattern.CASE_INSENSITIVE);

    // What some readers of a path pass over or put together, and others do not: servers, gateways and rules before this
    // one.
    private static final Pattern TWO_READINGS =
            Pattern.compile(";|//|\\\\|%(3b|2f|5c)|/(\\.|%2e){1,2}(/|$)", Pattern.CASE_INSENSITIVE);

    private static final String NOTHING_IS_LOADED = "default-src 'none'; frame-ancestors 'none'";
    private static final String OWN_PAGES =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

    private final RestSettings.Limits limits;
    private final JsonMapper json;

    Floor(RestSettings settings, JsonMapper json) {
        this.limits = settings.limits();
        this.json = json;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean api = request.getRequestURI().startsWith("/api/");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Content-Security-Policy", api ? NOTHING_IS_LOADED : OWN_PAGES);
        if (api) {
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        if (TWO_READINGS.matcher(request.getRequestURI()).find()) {
            refuse(
                    response,
                    Problem.invalid(
                            "bad_path",
                            "This path can be read in two ways. Send it without ';', '\\', empty or dotted parts, nor any of"
                                    + " those or '/' as %XX."));
            return;
        }
        String query = request.getQueryString();
        if (api
                && query != null
                // What a vendor adds to an address that is secret itself.
                && !CallbackRoutes.isMeant(request)
                && !InboundRoutes.isMeant(request)
                && KEY_IN_QUERY.matcher(query).find()) {
            refuse(
                    response,
                    Problem.invalid(
                            "key_in_url",
                            "API keys do not belong into an address, where logs keep them. Send the header 'Authorization:"
                                    + " Bearer weir_…', and rotate the key if this was a real one."));
            return;
        }
        if (streamed(request.getContentType())
                || CallbackRoutes.isMeant(request)
                || InboundRoutes.isMeant(request)
                || TicketRoutes.isResult(request)) {
            chain.doFilter(new Bounded(request, Long.MAX_VALUE), response);
            return;
        }
        if (request.getContentLengthLong() > limits.bodyBytes()) {
            refuse(response, tooLarge());
            return;
        }
        chain.doFilter(new Bounded(request, limits.bodyBytes()), response);
    }

    private static boolean streamed(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String type = contentType.toLowerCase(Locale.ROOT);
        return STREAMED.stream().anyMatch(type::startsWith);
    }

    private Problem tooLarge() {
        return new Problem(
                Problem.Kind.TOO_LARGE,
                "body_too_large",
                "The body is larger than " + limits.bodyBytes()
                        + " bytes. Send less at once, or upload a list as a file.");
    }

    private void refuse(HttpServletResponse response, Problem problem) throws IOException {
        write(response, Refusals.answer(problem), json);
    }

    /** Writes a refusal where the framework does not. */
    static void write(HttpServletResponse response, ResponseEntity<ProblemDetail> refusal, JsonMapper json)
            throws IOException {
        response.setStatus(refusal.getStatusCode().value());
        refusal.getHeaders().forEach((name, values) -> values.forEach(value -> response.setHeader(name, value)));
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(json.writeValueAsBytes(refusal.getBody()));
    }

    /**
     * A request whose body ends with a refusal where it becomes too long, which of one without a length is found out while
     * it is read. (The parts of a multipart body are read, and how fast one comes is seen, by the container.)
     */
    private final class Bounded extends HttpServletRequestWrapper {
        private final long most;

        Bounded(HttpServletRequest request, long most) {
            super(request);
            this.most = most;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new Counted(super.getInputStream(), most);
        }

        @Override
        public BufferedReader getReader() throws IOException {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }
    }

    private final class Counted extends ServletInputStream {
        private final ServletInputStream body;
        private final long most;
        private long read;

        Counted(ServletInputStream body, long most) {
            this.body = body;
            this.most = most;
        }

        private int counted(int bytes) {
            read += bytes;
            if (read > most) {
                throw tooLarge();
            }
            return bytes;
        }

        @Override
        public int read() throws IOException {
            int one = body.read();
            if (one >= 0) {
                counted(1);
            }
            return one;
        }

        @Override
        public int read(byte[] into, int offset, int most) throws IOException {
            int bytes = body.read(into, offset, most);
            return bytes < 0 ? bytes : counted(bytes);
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
