package dev.weir.acceptance.judges;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;

/** Readers who ask for something long, and read nothing of it. */
final class StandingReaders implements AutoCloseable {

    private static final int SMALLEST = 4_096;
    private static final int PATIENCE_MILLIS = 10_000;

    private final List<Socket> sockets = new ArrayList<>();

    /** So many of them ask. */
    static StandingReaders before(HttpRequest request, int count) throws IOException {
        StandingReaders readers = new StandingReaders();
        URI uri = request.uri();
        byte[] bytes = Wire.bytes(request, "");
        try {
            for (int i = 0; i < count; i++) {
                Socket socket = new Socket();
                readers.sockets.add(socket);
                // Before it connects, so that little fits between the server and whoever does not read.
                socket.setReceiveBufferSize(SMALLEST);
                socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), PATIENCE_MILLIS);
                socket.getOutputStream().write(bytes);
            }
        } catch (IOException refused) {
            readers.close();
            throw refused;
        }
        return readers;
    }

    /** How many get less than whole an answer when they read at last: an answer that is given up is cut. */
    int cut(long whole) {
        return (int) sockets.stream().filter(socket -> read(socket) < whole).count();
    }

    private static long read(Socket socket) {
        long read = 0;
        try {
            socket.setSoTimeout(PATIENCE_MILLIS);
            byte[] into = new byte[1 << 16];
            for (int some = socket.getInputStream().read(into);
                    some >= 0;
                    some = socket.getInputStream().read(into)) {
                read += some;
            }
        } catch (IOException cut) {
            // What came before is counted.
        }
        return read;
    }

    @Override
    public void close() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException gone) {
                // That is what was wanted.
            }
        }
    }
}
