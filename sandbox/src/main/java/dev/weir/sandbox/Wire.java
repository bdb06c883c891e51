package dev.weir.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends answers as no well-meaning server would: below Helidon, on the channel itself. The connection is of no use
 * afterwards. Every fault is bounded by the settings, and ends early when the caller hangs up.
 */
final class Wire {
    private static final int CHUNK = 1 << 16;
    private static final long BEFORE_RESET_NANOS = 20_000_000;

    private final SandboxSettings settings;
    private final SocketChannel channel;

    Wire(SandboxSettings settings, SocketChannel channel) {
        this.settings = settings;
        this.channel = channel;
    }

    /** True when the whole answer left. */
    boolean send(FaultKind fault, Answer answer, List<Map.Entry<String, String>> headers) throws IOException {
        byte[] body = answer.body();
        return switch (fault) {
            case TIMEOUT -> {
                waitForHangUp();
                yield false;
            }
            case SLOW_DRIP -> drip(head(answer, headers, body.length), body);
            case RESET_BEFORE_FIRST_BYTE -> {
                reset();
                yield false;
            }
            case RESET_AFTER_FIRST_BYTE -> {
                write(head(answer, headers, body.length));
                write(Arrays.copyOf(body, body.length / 2));
                // What has not reached the caller's side when the reset does would be lost: then it were a reset
                // before.
                LockSupport.parkNanos(BEFORE_RESET_NANOS);
                reset();
                yield false;
            }
            case TRUNCATED -> {
                write(head(answer, headers, body.length));
                write(Arrays.copyOf(body, body.length / 2));
                yield false;
            }
            case ENDLESS_BODY -> {
                write(head(answer, headers, -1));
                stream();
                yield false;
            }
            case TOO_MANY,
                    TOO_MANY_BARE,
                    HUNTER_403,
                    SERVER_ERROR,
                    MALFORMED_JSON,
                    WRONG_TYPES,
                    REDIRECT,
                    NOT_FOUND_HTML -> throw new IllegalArgumentException("Needs no wire of its own: " + fault);
        };
    }

    private static byte[] head(Answer answer, List<Map.Entry<String, String>> headers, int length) {
        var head = new StringBuilder(256)
                .append("HTTP/1.1 ")
                .append(answer.status())
                .append(" Sandbox\r\nContent-Type: ")
                .append(answer.contentType())
                .append("\r\nConnection: close\r\n");
        if (length >= 0) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        headers.forEach(header -> head.append(header.getKey())
                .append(": ")
                .append(header.getValue())
                .append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private void write(byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Closing with a linger of zero is what makes the kernel send RST in place of FIN. */
    private void reset() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    private boolean drip(byte[] head, byte[] body) throws IOException {
        long end = System.nanoTime() + settings.holdMillis() * 1_000_000;
        write(head);
        for (byte next : body) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            write(new byte[] {next});
            LockSupport.parkNanos(settings.dripMillis() * 1_000_000);
        }
        return true;
    }

    private void stream() throws IOException {
        byte[] chunk = new byte[CHUNK];
        Arrays.fill(chunk, (byte) 'a');
        write("{\"data\":{\"padding\":\"".getBytes(StandardCharsets.US_ASCII));
        for (long sent = 0; sent < settings.endlessBytes(); sent += CHUNK) {
            write(chunk);
        }
    }

    private void waitForHangUp() throws IOException {
        channel.socket().setSoTimeout((int) Math.min(settings.holdMillis(), Integer.MAX_VALUE));
        InputStream in = channel.socket().getInputStream();
        try {
            // Whatever else the caller says is not answered either.
            while (in.read() >= 0) {}
        } catch (SocketTimeoutException e) {
            // The bound is reached: the connection is closed without a word.
            return;
        }
    }
}
