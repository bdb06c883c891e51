package dev.weir.server.egress;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/** A vendor that speaks in bytes, and so can break every rule of HTTP. */
final class RawVendor implements AutoCloseable {

    /** What happens on one connection. */
    interface Behaviour {
        void serve(Visit visit) throws Exception;
    }

    private final ServerSocket server;
    private final Behaviour behaviour;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    RawVendor(Behaviour behaviour) throws IOException {
        this(ServerSocketFactory.getDefault(), behaviour);
    }

    RawVendor(ServerSocketFactory sockets, Behaviour behaviour) throws IOException {
        this.server = sockets.createServerSocket(0, 1_000, InetAddress.getByName("127.0.0.1"));
        this.behaviour = behaviour;
        Thread.ofVirtual().start(this::accept);
    }

    /** Answers every request of every connection with the same bytes. */
    static RawVendor answering(String answer) throws IOException {
        return new RawVendor(visit -> {
            while (visit.read() != null) {
                visit.write(answer);
            }
        });
    }

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    int port() {
        return server.getLocalPort();
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** Head and body of each request that came complete. */
    List<String> requests() {
        return requests;
    }

    int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> visit(socket));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void visit(Socket socket) {
        try (socket) {
            behaviour.serve(new Visit(socket));
        } catch (Exception gone) {
            // the client left, or the test is over
        }
    }

    /** One connection. */
    final class Visit {

        private final Socket socket;

        Visit(Socket socket) {
            this.socket = socket;
        }

        /** The next request; null when the client is done. */
        @Nullable
        String read() throws IOException {
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    return null;
                }
                head.write(next);
            }
            String text = head.toString(StandardCharsets.ISO_8859_1);
            String body = new String(in.readNBytes(length(text)), StandardCharsets.UTF_8);
            requests.add(text + body);
            return text + body;
        }

        void write(String text) throws IOException {
            write(text.getBytes(StandardCharsets.UTF_8));
        }

        void write(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        /** Closes with a TCP reset. */
        void reset() throws SocketException, IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Until the client gives up. */
        void stayOpen() throws IOException {
            while (socket.getInputStream().read() >= 0) {
                // what else it sends does not matter
            }
        }

        private int length(String head) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                    .map(line -> Integer.parseInt(line.substring(15).trim()))
                    .findFirst()
                    .orElse(0);
        }
    }
}
