package dev.weir.server.egress;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/** A connection that knows how many times the socket may have taken bytes, so that "nothing was sent" is a fact. */
final class CountingEndPoint extends SocketChannelEndPoint {

    private volatile long writes;

    CountingEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
        super(channel, selector, key, scheduler);
    }

    long writes() {
        return writes;
    }

    /** Counted before the socket is asked, and taken back only when it took nothing: in doubt it was written. */
    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time, as the endpoint demands
    public boolean flush(ByteBuffer... buffers) throws IOException {
        long before = remaining(buffers);
        writes++;
        try {
            return super.flush(buffers);
        } finally {
            if (remaining(buffers) == before) {
                writes--;
            }
        }
    }

    private static long remaining(ByteBuffer... buffers) {
        long sum = 0;
        for (ByteBuffer buffer : buffers) {
            sum += buffer.remaining();
        }
        return sum;
    }
}
