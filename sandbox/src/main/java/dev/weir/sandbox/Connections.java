package dev.weir.sandbox;

import io.helidon.common.socket.SocketOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The channels under Helidon's connections. Helidon offers no way to reset a connection or to send less than it
 * announced; it does show every accepted channel to its socket options, and this is where they are kept, by the
 * caller's port. A channel stays until its port is used again: at most 65,536 closed ones.
 */
final class Connections implements SocketOptions {
    private final SocketOptions usual;
    private final AtomicReferenceArray<@Nullable SocketChannel> byPort = new AtomicReferenceArray<>(1 << 16);

    Connections() {
        this.usual = SocketOptions.builder().tcpNoDelay(true).build();
    }

    /** The channel of the caller at that port. */
    Optional<SocketChannel> at(int callerPort) {
        return Optional.ofNullable(byPort.get(callerPort));
    }

    void closeAll() throws IOException {
        for (int port = 0; port < byPort.length(); port++) {
            SocketChannel channel = byPort.getAndSet(port, null);
            if (channel != null) {
                channel.close();
            }
        }
    }

    @Override
    public void configureSocket(SocketChannel channel) {
        usual.configureSocket(channel);
        try {
            SocketAddress caller = channel.getRemoteAddress();
            if (caller instanceof InetSocketAddress address) {
                byPort.set(address.getPort(), channel);
            }
        } catch (IOException e) {
            // The caller has gone already: nobody will ask for this channel.
            return;
        }
    }

    @Override
    public Map<SocketOption<?>, Object> socketOptions() {
        return usual.socketOptions();
    }

    @Override
    public Duration connectTimeout() {
        return usual.connectTimeout();
    }

    @Override
    public Duration readTimeout() {
        return usual.readTimeout();
    }

    @Override
    public Optional<Integer> socketReceiveBufferSize() {
        return usual.socketReceiveBufferSize();
    }

    @Override
    public Optional<Integer> socketSendBufferSize() {
        return usual.socketSendBufferSize();
    }

    @Override
    public boolean socketReuseAddress() {
        return usual.socketReuseAddress();
    }

    @Override
    public boolean socketKeepAlive() {
        return usual.socketKeepAlive();
    }

    @Override
    public boolean tcpNoDelay() {
        return usual.tcpNoDelay();
    }
}
