package dev.weir.server.egress;

import dev.weir.server.egress.EgressSettings.Reach;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/**
 * The door out to what speaks no HTTP, such as customers' databases: connects sockets, guarded as calls are. A name is
 * resolved here, every address of it judged, and one of those that were judged is connected to; no proxy is asked. Thread-safe.
 */
public final class Dialer implements AutoCloseable {

    private final SystemTicker ticker = new SystemTicker();
    private final Guard guard;

    private Dialer(Reach reach, Guard.NameService names) {
        this.guard = new Guard(reach, names, ticker);
    }

    /** A host or address may not be connected to; the sentence says why. */
    public static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String sentence) {
            super(sentence);
        }
    }

    /** @param reach hosts and ports that may be connected to though they are not public */
    public static Dialer open(Reach reach) {
        return open(reach, Guard.NameService.SYSTEM);
    }

    static Dialer open(Reach reach, Guard.NameService names) {
        return new Dialer(reach, names);
    }

    /**
     * Connects to the first address of that host that lets itself be connected to.
     *
     * @param timeout of all its addresses together
     * @throws Refused when the host is not written in its usual form, or any address of it is not to be called
     * @throws IOException when nobody is there
     */
    public Socket connect(String host, int port, Duration timeout) throws IOException {
        requireWritten(host, port);
        long end = ticker.nanos() + timeout.toNanos();
        IOException last = new UnknownHostException(host);
        for (InetAddress address : resolve(host, port)) {
            long left = Duration.ofNanos(end - ticker.nanos()).toMillis();
            if (left <= 0) {
                throw new SocketTimeoutException("no address of " + host + " answered in time");
            }
            Socket socket = new Socket(Proxy.NO_PROXY);
            try {
                socket.connect(new InetSocketAddress(address, port), (int) Math.min(left, Integer.MAX_VALUE));
                return socket;
            } catch (IOException unreachable) {
                socket.close();
                last = unreachable;
            }
        }
        throw last;
    }

    /** Judges how a host and a port are written, and looks nothing up. @throws Refused as {@link #connect} does */
    public void requireWritten(String host, int port) throws Refused {
        String refusal = guard.refusal(host, port);
        if (refusal != null) {
            throw new Refused(refusal);
        }
    }

    private List<InetAddress> resolve(String host, int port) throws IOException {
        try {
            return guard.resolve(host, port);
        } catch (Guard.Refused refused) {
            throw new Refused(String.valueOf(refused.getMessage()));
        }
    }

    @Override
    public void close() {
        ticker.close();
    }
}
