package dev.weir.server.egress;

import dev.weir.provider.Call;
import dev.weir.provider.Exchange.Answered;
import dev.weir.provider.Exchange.Lost;
import dev.weir.provider.Exchange.NotSent;
import dev.weir.provider.Exchange.Sent;
import dev.weir.provider.Exchange.TooLarge;
import java.io.EOFException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.ContinueProtocolHandler;
import org.eclipse.jetty.client.EarlyHintsProtocolHandler;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.ProcessingProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 over Jetty's client, with everything switched off that would send on its own: redirects, cookies,
 * authentication, proxies, upgrades. The calling (virtual) thread sleeps until the answer is complete; two selector
 * threads do the reading.
 */
final class Wire implements BareClient {

    private static final HttpField GZIP = new HttpField(HttpHeader.ACCEPT_ENCODING, "gzip");
    private static final long GRACE_MILLIS = 1_000;

    private final Guard guard;
    private final EgressSettings settings;
    private final HttpClient client;

    Wire(Guard guard, EgressSettings settings) {
        this(guard, settings, new SslContextFactory.Client());
    }

    /** @param tls whom to believe; by default whom the JDK believes, with the host's name checked */
    Wire(Guard guard, EgressSettings settings, SslContextFactory.Client tls) {
        this.guard = guard;
        this.settings = settings;
        this.client = client(guard, settings, tls);
        try {
            client.start();
            client.getProtocolHandlers().clear();
            client.getProtocolHandlers().put(new ContinueProtocolHandler());
            client.getProtocolHandlers().put(new ProcessingProtocolHandler());
            client.getProtocolHandlers().put(new EarlyHintsProtocolHandler());
            client.getContentDecoderFactories().clear(); // we unpack ourselves, after the last byte, within the cap
        } catch (Exception failure) {
            throw new IllegalStateException("the HTTP client does not start", failure);
        }
    }

    @Override
    public Sent send(URI base, Call call, Duration deadline) {
        String refusal = guard.refusal(base);
        if (refusal != null) {
            return new NotSent(refusal);
        }
        if (Thread.currentThread().isInterrupted()) {
            return new NotSent("interrupted");
        }
        Request request;
        try {
            request = request(new URI(base + call.target()), call, deadline);
        } catch (URISyntaxException | IllegalArgumentException unusable) {
            return new NotSent("the request cannot be written: " + call);
        }
        Letter letter = new Letter(settings.maxHeaderBytes(), settings.maxBodyBytes());
        request.onRequestHeaders(letter);
        request.send(letter);
        await(letter, request, deadline);
        return judge(letter);
    }

    @Override
    public void close() {
        try {
            client.stop();
        } catch (Exception failure) {
            throw new IllegalStateException("the HTTP client does not stop", failure);
        }
    }

    private Request request(URI address, Call call, Duration deadline) {
        Request request = client.newRequest(address)
                .method(call.method())
                .timeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                // The client's idle time is for connections nobody uses; a silent vendor has until the deadline.
                .idleTimeout(deadline.toMillis() + GRACE_MILLIS, TimeUnit.MILLISECONDS)
                .headers(fields -> {
                    fields.put(GZIP);
                    call.headers().forEach((name, value) -> fields.put(name, singleLine(value)));
                });
        byte[] body = call.body();
        if (body != null) {
            String type = call.contentType() == null ? "application/octet-stream" : call.contentType();
            request.body(new BytesRequestContent(type, body));
        }
        return request;
    }

    private static String singleLine(String value) {
        if (value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
            throw new IllegalArgumentException("a header is one line");
        }
        return value;
    }

    private static void await(Letter letter, Request request, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos() + TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS);
        boolean interrupted = false;
        while (true) {
            try {
                if (letter.ended().await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    break;
                }
                request.abort(new TimeoutException("no answer within " + deadline));
                letter.ended().await();
                break;
            } catch (InterruptedException interruption) {
                interrupted = true;
                request.abort(interruption);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Sent judge(Letter letter) {
        if (letter.exceeded() > 0) {
            return new TooLarge(letter.status(), letter.exceeded());
        }
        if (letter.isComplete()) {
            return answer(letter);
        }
        String detail = describe(letter.failure());
        return letter.mayHaveLeft() ? new Lost(detail) : new NotSent(detail);
    }

    private Sent answer(Letter letter) {
        Map<String, String> headers = new HashMap<>();
        letter.headers()
                .forEach(field -> headers.merge(
                        field.getLowerCaseName(),
                        field.getValue() == null ? "" : field.getValue(),
                        (a, b) -> a + ", " + b));
        String encoding = headers.getOrDefault("content-encoding", "").toLowerCase(Locale.ROOT);
        if (!encoding.equals("gzip") && !encoding.equals("x-gzip")) {
            return new Answered(letter.status(), headers, letter.body());
        }
        return switch (Gzip.unpack(letter.body(), settings.maxBodyBytes())) {
            case Gzip.Unpacked(byte[] body) -> {
                headers.remove("content-encoding");
                yield new Answered(letter.status(), headers, body);
            }
            case Gzip.Bomb _ -> new TooLarge(letter.status(), settings.maxBodyBytes());
            case Gzip.Broken _ -> new Answered(letter.status(), headers, letter.body()); // as it came, for evidence
        };
    }

    /** Without addresses' queries, which Jetty's own messages may carry. */
    private static String describe(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> "no answer";
            case Guard.Refused refused -> String.valueOf(refused.getMessage());
            case TimeoutException _ -> "no complete answer before the deadline";
            case InterruptedException _ -> "interrupted";
            case java.net.UnknownHostException _ -> "the host name is not known";
            case EOFException _ -> "the connection was closed before the answer was complete";
            default -> failure.getClass().getSimpleName();
        };
    }

    private static HttpClient client(Guard guard, EgressSettings settings, SslContextFactory.Client tls) {
        QueuedThreadPool threads = new QueuedThreadPool(16, 2);
        threads.setName("weir-egress");
        threads.setDaemon(true);
        GuardedConnector connector = new GuardedConnector(guard);
        connector.setSelectors(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        HttpClientTransportOverHTTP transport = new HttpClientTransportOverHTTP(connector);
        transport.setInvocationType(Invocable.InvocationType.NON_BLOCKING);
        HttpClient client = new HttpClient(transport);
        client.setExecutor(threads);
        client.setSslContextFactory(tls);
        client.setSocketAddressResolver(resolver(guard));
        client.setFollowRedirects(false);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "Weir/" + settings.version()));
        client.setConnectTimeout(settings.connectTimeout().toMillis());
        client.setIdleTimeout(settings.idleTimeout().toMillis());
        client.setMaxConnectionsPerDestination(settings.maxConcurrent());
        client.setMaxRequestsQueuedPerDestination(settings.maxConcurrent());
        client.setMaxResponseHeadersSize(2 * settings.maxHeaderBytes()); // a letter's own count comes first
        client.setMaxRequestHeadersSize(settings.maxHeaderBytes());
        return client;
    }

    /** Names are resolved, and every address judged, on a thread that may block. */
    private static SocketAddressResolver resolver(Guard guard) {
        return (host, port, context, promise) -> Thread.ofVirtual()
                .name("weir-egress-names")
                .start(() -> {
                    try {
                        promise.succeeded(guard.resolve(host, port).stream()
                                .map(address -> new InetSocketAddress(address, port))
                                .toList());
                    } catch (Exception failure) {
                        promise.failed(failure);
                    }
                });
    }
}
