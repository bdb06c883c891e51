package dev.weir.server.egress;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.jspecify.annotations.Nullable;

/** One request under way: gathers its answer within the caps and knows how far it came. */
final class Letter implements Response.Listener, Request.HeadersListener {

    private static final String NO_HANDSHAKE = "SSL_NULL_WITH_NULL_NULL";
    private static final byte[] EMPTY = {};

    private final int maxHeaderBytes;
    private final int maxBodyBytes;
    private final CountDownLatch ended = new CountDownLatch(1);

    private volatile @Nullable EndPoint endPoint;
    private volatile long writesBefore;

    // Written by the callbacks, one after another; read by the caller after `ended`.
    private int status;
    private HttpFields headers = HttpFields.EMPTY;
    private byte[] body = EMPTY;
    private int length;
    private int headerBytes;
    private int exceeded;
    private boolean complete;
    private @Nullable Throwable failure;

    Letter(int maxHeaderBytes, int maxBodyBytes) {
        this.maxHeaderBytes = maxHeaderBytes;
        this.maxBodyBytes = maxBodyBytes;
    }

    /** Called right before the first byte may be written. */
    @Override
    public void onHeaders(Request request) {
        if (request.getConnection() instanceof Connection connection) {
            EndPoint connected = connection.getEndPoint();
            writesBefore = connected instanceof CountingEndPoint counting ? counting.writes() : 0;
            endPoint = connected;
        }
    }

    @Override
    public void onBegin(Response response) {
        status = response.getStatus();
    }

    /** Jetty has a cap of its own, for a single endless header; it cannot be told from other broken answers. */
    @Override
    public boolean onHeader(Response response, HttpField field) {
        String value = field.getValue();
        headerBytes += field.getName().length() + (value == null ? 0 : value.length()) + 4;
        if (headerBytes > maxHeaderBytes) {
            stop(response, maxHeaderBytes);
        }
        return exceeded == 0;
    }

    @Override
    public void onHeaders(Response response) {
        headers = response.getHeaders();
        long announced = headers.getLongField(HttpHeader.CONTENT_LENGTH);
        if (announced > maxBodyBytes) {
            stop(response, maxBodyBytes);
        } else if (announced > 0) {
            body = new byte[(int) Math.min(announced, 64 * 1024)];
        }
    }

    @Override
    public void onContent(Response response, ByteBuffer content) {
        int more = content.remaining();
        if (exceeded > 0 || more > maxBodyBytes - length) {
            stop(response, maxBodyBytes);
            return;
        }
        if (more > body.length - length) {
            body = Arrays.copyOf(body, Math.clamp(Math.max(body.length * 2L, length + more), 1024, maxBodyBytes));
        }
        content.get(body, length, more);
        length += more;
    }

    @Override
    public void onSuccess(Response response) {
        complete = response.getStatus() >= 200;
    }

    @Override
    public void onComplete(Result result) {
        failure = result.getFailure();
        ended.countDown();
    }

    CountDownLatch ended() {
        return ended;
    }

    int status() {
        return status;
    }

    HttpFields headers() {
        return headers;
    }

    byte[] body() {
        return length == body.length ? body : Arrays.copyOf(body, length);
    }

    /** The cap it went beyond; 0 when it went beyond none. */
    int exceeded() {
        return exceeded;
    }

    /** The last byte of a final answer was read, whatever became of the rest of the request. */
    boolean isComplete() {
        return complete;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /**
     * Whether a byte of the request may have left. Before a TLS handshake is complete none can; over a bare connection
     * the socket is asked. What is not known counts as left.
     */
    boolean mayHaveLeft() {
        return switch (endPoint) {
            case null -> false;
            case CountingEndPoint bare -> bare.writes() != writesBefore;
            case SslConnection.SslEndPoint secure ->
                isHandshaken(secure.getSslConnection().getSSLEngine());
            default -> true;
        };
    }

    private static boolean isHandshaken(SSLEngine engine) {
        return !engine.getSession().getCipherSuite().equals(NO_HANDSHAKE);
    }

    private void stop(Response response, int cap) {
        if (exceeded == 0) {
            exceeded = cap;
            response.abort(new IllegalStateException("the answer is larger than " + cap + " bytes"));
        }
    }
}
