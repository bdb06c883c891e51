package dev.weir.acceptance.judges;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Listens where nobody may be sent, and counts who comes. */
final class Canary implements AutoCloseable {

    private final List<ServerSocket> sockets = new ArrayList<>();
    private final AtomicInteger visitors = new AtomicInteger();

    /** Listens when it returns, at one port of this machine's loopback addresses. */
    static Canary open() throws IOException {
        Canary canary = new Canary();
        int port = canary.listen("127.0.0.1", 0);
        try {
            canary.listen("::1", port);
        } catch (BindException noIpv6) {
            // Then nobody can be sent there either.
        }
        return canary;
    }

    private int listen(String address, int port) throws IOException {
        ServerSocket socket = new ServerSocket(port, 0, InetAddress.ofLiteral(address));
        sockets.add(socket);
        Thread.ofVirtual().name("canary").start(() -> count(socket));
        return socket.getLocalPort();
    }

    private void count(ServerSocket socket) {
        while (!socket.isClosed()) {
            try (Socket _ = socket.accept()) {
                visitors.incrementAndGet();
            } catch (IOException closed) {
                return;
            }
        }
    }

    int port() {
        return sockets.getFirst().getLocalPort();
    }

    /** How many came. */
    int visitors() {
        return visitors.get();
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket socket : sockets) {
            socket.close();
        }
    }
}
