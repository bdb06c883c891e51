package dev.weir.acceptance.chaos;

import dev.weir.acceptance.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A line on loopback that can be cut and slowed down. Each new connection is passed on to whom the relay is then told; where
 * that is nobody, or the line is cut, it is closed at once.
 */
public final class Relay implements AutoCloseable {

    private static final int CHUNK = 16 * 1024;

    private final ServerSocket socket;
    private final Supplier<OptionalInt> upstream;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong broken = new AtomicLong();
    private volatile boolean cut;
    private volatile Duration delay = Duration.ZERO;

    private Relay(ServerSocket socket, Supplier<OptionalInt> upstream) {
        this.socket = socket;
        this.upstream = upstream;
    }

    /** Opens one at any free port. @param upstream the port on loopback that the next connection is passed on to */
    public static Relay open(Supplier<OptionalInt> upstream) throws IOException {
        Relay relay = new Relay(new ServerSocket(0, 512, InetAddress.getLoopbackAddress()), upstream);
        Thread.ofVirtual().start(relay::accept);
        return relay;
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** Breaks all connections off and lets nobody through until {@link #mend}. */
    public void cut() {
        cut = true;
        drop();
    }

    /** Breaks all connections off that there are; new ones are let through. */
    public void drop() {
        for (Socket one : open) {
            broken.incrementAndGet();
            close(one);
        }
    }

    /** Whatever is sent arrives so much later. */
    public void slow(Duration by) {
        delay = by;
    }

    /** As it was in the beginning. */
    public void mend() {
        delay = Duration.ZERO;
        cut = false;
    }

    /** How many sockets were broken off so far. */
    public long broken() {
        return broken.get();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket from = socket.accept();
                Thread.ofVirtual().start(() -> connect(from));
            } catch (IOException _) {
                // Closed; the condition of the loop says so.
            }
        }
    }

    private void connect(Socket from) {
        OptionalInt port = cut ? OptionalInt.empty() : upstream.get();
        if (port.isEmpty()) {
            close(from);
            return;
        }
        try {
            Socket to = new Socket(InetAddress.getLoopbackAddress(), port.getAsInt());
            from.setTcpNoDelay(true);
            to.setTcpNoDelay(true);
            open.add(from);
            open.add(to);
            if (cut) {
                drop();
            }
            Thread.ofVirtual().start(() -> pump(from, to));
            Thread.ofVirtual().start(() -> pump(to, from));
        } catch (IOException _) {
            // Nobody listens there: whoever connected sees the line closed.
            close(from);
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] chunk = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                Duration late = delay;
                if (!late.isZero()) {
                    Waiting.pause(late);
                }
                out.write(chunk, 0, read);
            }
        } catch (IOException _) {
            // Broken at one end: so is the other.
        }
        close(from);
        close(to);
    }

    private void close(Socket one) {
        open.remove(one);
        try {
            one.close();
        } catch (IOException _) {
            // It is of no use any more either way.
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // Nobody can connect either way.
        }
        drop();
    }
}
